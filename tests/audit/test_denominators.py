"""What printed figures say about the numbers behind them: by hand, and that nothing possible is ever ruled out."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from prepost.audit.denominators import implied_denominator, percentage_denominators


def test_implied_denominator_by_hand():
    """1,000.00 / 33.33 lies between 999.995 / 33.335 and 1000.005 / 33.325, which hold 30 and no other whole number."""
    found = implied_denominator("£1,000.00", "£33.33")
    assert found.whole == (30,)
    assert found.interval.low == Fraction("999.995") / Fraction("33.335")
    assert found.interval.high == Fraction("1000.005") / Fraction("33.325")
    assert found.nearest == ((30, "£33.33"),)


def test_percentages_by_hand():
    """3 of 19 is 15.8 %, 2 of 19 is 10.5 %; 1 of 8 is 12.5 %."""
    assert percentage_denominators(["16%", "11%"], 30) == [19]
    assert percentage_denominators(["12.5%"], 8) == [8], "half a unit either way"
    assert percentage_denominators(["100%", "0%"], 2) == [1, 2]
    assert percentage_denominators([], 3) == [1, 2, 3]


@given(st.integers(1, 300), st.integers(0, 300), st.sampled_from([0, 1, 2]))
def test_a_percentage_of_whole_people_is_never_ruled_out(n, count, places):
    count = min(count, n)
    text = f"{float(round(Fraction(100 * count, n), places)):.{places}f}%"
    assert n in percentage_denominators([text], n)


@given(st.integers(1, 10**7), st.integers(1, 2000))
def test_a_true_cost_per_head_implies_its_own_denominator(pence, n):
    total, figure = Fraction(pence, 100), round(Fraction(pence, 100 * n), 2)
    if figure < Fraction(1, 100):
        return
    found = implied_denominator(f"{float(total):.2f}", f"{float(figure):.2f}")
    assert n in found.whole
