"""What printed figures say about the numbers behind them: by hand, and that nothing possible is ever ruled out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.audit.denominators import check_percentage, common_total, implied_denominator, percentage_denominators


def test_implied_denominator_by_hand():
    """1,000.00 / 33.33 lies between 999.995 / 33.335 and 1000.005 / 33.325, which hold 30 and no other whole number."""
    found = implied_denominator("£1,000.00", "£33.33")
    assert found.whole == (30,)
    assert found.interval.low == Fraction("999.995") / Fraction("33.335")
    assert found.interval.high == Fraction("1000.005") / Fraction("33.325")
    assert found.nearest == ((30, "£33.33"),)


def test_figures_that_share_a_total_and_figures_that_do_not():
    assert Fraction(1000) in common_total([("£33.33", 30), ("£50.00", 20)])
    assert common_total([("£33.33", 30), ("£51.00", 20)]) is None
    assert common_total([("£33.33", 30), ("£51.00", 20), ("£33.33", 30)]) is None
    with pytest.raises(ValueError, match="no figure"):
        common_total([])


def test_percentages_by_hand():
    """3 of 19 is 15.8 %, 2 of 19 is 10.5 %; of 30, 4 is 13.3 % and 5 is 16.7 %."""
    check = check_percentage("16%", 30)
    assert check.counts == ()
    assert check.nearest == ((4, "13%"), (5, "17%"))
    assert percentage_denominators(["16%", "11%"], 30) == [19]
    assert check_percentage("70%", 30).counts == (21,)
    assert check_percentage("12.5%", 8).counts == (1,), "half a unit either way"
    assert check_percentage("100%", 7).counts == (7,) and check_percentage("0%", 7).counts == (0,)
    assert percentage_denominators([], 3) == [1, 2, 3]


def test_what_is_no_percentage_is_refused():
    with pytest.raises(ValueError, match="not a percentage"):
        check_percentage("16", 30)


@given(st.integers(1, 300), st.integers(0, 300), st.sampled_from([0, 1, 2]))
def test_a_percentage_of_whole_people_is_never_ruled_out(n, count, places):
    count = min(count, n)
    text = f"{float(round(Fraction(100 * count, n), places)):.{places}f}%"
    assert count in check_percentage(text, n).counts
    assert n in percentage_denominators([text], n)


@given(st.integers(1, 10**7), st.integers(1, 2000))
def test_a_true_cost_per_head_implies_its_own_denominator(pence, n):
    total, figure = Fraction(pence, 100), round(Fraction(pence, 100 * n), 2)
    if figure < Fraction(1, 100):
        return
    found = implied_denominator(f"{float(total):.2f}", f"{float(figure):.2f}")
    assert n in found.whole
    assert total in common_total([(f"{float(figure):.2f}", n)])
