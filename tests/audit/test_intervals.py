"""Rounding intervals, against Python's decimal module, which rounds by the rules of the same names."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.audit.intervals import ROUNDING_RULES, rounding_interval

DECIMAL_RULES = {"half_up": ROUND_HALF_UP, "half_down": ROUND_HALF_DOWN, "half_even": ROUND_HALF_EVEN}
DECIMAL_RULES |= {"ceiling": ROUND_CEILING, "floor": ROUND_FLOOR, "truncate": ROUND_DOWN}
values = st.decimals(min_value=-50, max_value=50, places=4, allow_nan=False)
places = st.integers(0, 3)


def printed(value, decimals, rule):
    text = str(value.quantize(Decimal(1).scaleb(-decimals), rounding=rule))
    return text.replace("-0", "0") if Decimal(text) == 0 else text


@pytest.mark.parametrize("rule", DECIMAL_RULES)
@given(value=values, decimals=places)
def test_a_value_lies_in_the_interval_of_its_own_print(rule, value, decimals):
    text = printed(value, decimals, DECIMAL_RULES[rule])
    assert Fraction(value) in rounding_interval(text, rule)


@pytest.mark.parametrize("rule", DECIMAL_RULES)
@given(value=values, other=values, decimals=places)
def test_a_value_lies_in_no_other_interval(rule, value, other, decimals):
    texts = [printed(each, decimals, DECIMAL_RULES[rule]) for each in (value, other)]
    assert (Fraction(value) in rounding_interval(texts[1], rule)) == (Decimal(texts[0]) == Decimal(texts[1]))


@given(value=values, decimals=places)
def test_either_holds_what_each_rule_of_halves_prints(value, decimals):
    for rule in (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN):
        assert Fraction(value) in rounding_interval(printed(value, decimals, rule))


@given(value=values, decimals=places, factor=st.integers(1, 300), rule=st.sampled_from(ROUNDING_RULES))
def test_whole_numbers_are_those_inside(value, decimals, factor, rule):
    interval = rounding_interval(printed(value, decimals, ROUND_HALF_UP), rule)
    numbers = set(interval.whole_numbers(factor))
    nearby = range(int(interval.low * factor) - 3, int(interval.high * factor) + 4)
    assert numbers == {number for number in nearby if Fraction(number, factor) in interval}


@pytest.mark.parametrize("text", ["", "abc", "2,84", "1.2.3", "--1", "NaN", "inf", "1e3", "2.84 mm", "+"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a decimal number"):
        rounding_interval(text)
