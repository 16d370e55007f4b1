"""How values become text: rounding by hand, signs, words; nothing undefined ever shows as "nan"."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.report import wording as w


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2.625, 2, "2.63"),  # halves away from zero, where Python's own format gives 2.62
        (-2.625, 2, "−2.63"),
        (Fraction(1, 8), 2, "0.13"),
        (np.int64(1202), 0, "1,202"),
        (np.float64(0.1), 1, "0.1"),
        (-0.004, 2, "0.00"),
        (1e-9, 3, "0.000"),
        (29998.5, 2, "29,998.50"),
    ],
)
def test_number(value, places, text):
    assert w.format_number(value, places) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_number_rounds_as_the_decimal_it_shows(units, places):
    """Five decimals in, any number out: the text is the exact decimal rounded half away from zero."""
    exact = Decimal(units) / Decimal(10**5)
    shown = w.format_number(float(exact), places).replace("−", "-").replace(",", "")
    assert Decimal(shown) == exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def test_p_values_and_numbers_in_words():
    texts = "< 0.001, < 0.001, = 0.001, = 0.017, = 0.500, = 0.999, > 0.999".split(", ")
    assert [w.p_value(p) for p in (0, 0.00099, 0.001, 0.0165, 0.5, 0.9994, 1)] == [f"p {text}" for text in texts]
    words = {0: "zero", 1: "one", 13: "thirteen", 20: "twenty", 99: "ninety-nine", 100: "100"}
    assert [w.in_words(n) for n in words] == list(words.values())
    assert [w.with_noun(n, "person", "people") for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]


def test_intervals_money_and_percentages():
    assert w.interval(float("nan"), 1) == w.money(None, "GBP") == w.NOT_DEFINED
    assert w.interval(-0.05, 0.1, 1, form=w.signed_percent) == "−5.0% to +10.0%"
    assert w.percent(np.int64(1)) == "100%"


@given(st.floats(0, 1))
def test_p_value_never_claims_certainty(p):
    assert w.p_value(p) not in ("p = 0.000", "p = 1.000")
