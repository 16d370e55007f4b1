"""Printed figures and calculations as text: what can be read, what cannot, and that nothing of Python is evaluated."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepost.audit.evaluate import Claims
from prepost.audit.intervals import Interval
from prepost.audit.language import CalculationError, names_in, parse, parts
from prepost.audit.printed import parse_printed, show_like
from prepost.study.claims import Claim
from tests.cases import cases


def claims_of(**figures):
    """Claims that print these figures; a tuple is (printed, calculation)."""
    claims = {}
    for row, (name, figure) in enumerate(figures.items(), 2):
        printed, calculation = figure if isinstance(figure, tuple) else (figure, "")
        claims[name] = Claim(name, f"line {row}", name, printed, calculation, "", row)
    return Claims(claims, lambda: (1, 4))


def value_of(calculation, **figures):
    return claims_of(**figures, result=("0", calculation)).outcome("result")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        parse_printed(text)
    except ValueError as error:
        said = (
            "is no number, in digits or in words.",
            "has two signs.",
            "is no interval from a lower to a higher bound.",
            "has a comma before its decimals; it is read with a point there.",
        )
        assert str(error).startswith('"') and str(error).endswith((*said, "it must lie between 0 and 1."))


SHOWN = """
0.8410596 | 84% | 84.1% ;; 99.3328 | £71.08 | £99.333 ;; -0.1 | 0.10 | −0.100 ;; 1234.5 | 1,000.0 | 1,234.50
-0.0001 | 0.10 | 0.000
"""


@pytest.mark.parametrize("value, text, shown", cases(SHOWN))
def test_recomputed_values_are_shown_in_the_printed_unit(value, text, shown):
    assert show_like(Fraction(value), parse_printed(text)) == shown


ARITHMETIC = """
1 + 2 * 3 | 7 ;; (1 + 2) * 3 | 9 ;; 8 / 2 / 2 | 2 ;; 7 - 2 - 1 | 4 ;; -(2 - 5) | 3 ;; - - 2 | 2 ;; 2 * -3 | -6
5% | 0.05 ;; .5 + 1. | 1.5 ;; 1 − 2 | -1 ;; sum_of(1, 2, 3) | 6
"""


@pytest.mark.parametrize("calculation, value", cases(ARITHMETIC))
def test_arithmetic(calculation, value):
    outcome = value_of(calculation)
    assert outcome.face == Fraction(value) and outcome.range == Interval.exactly(Fraction(value))


def test_rounded_figures_stand_for_all_values_that_round_to_them():
    outcome = value_of("after - before", before="2.31", after="2.41")
    assert outcome.range == Interval(Fraction("0.09"), Fraction("0.11")) and outcome.face == Fraction("0.1")


def test_counts_are_exact_unless_called_rounded():
    assert value_of("people", people="30").range == Interval.exactly(30)
    assert value_of("rounded(people)", people="30").range == Interval(Fraction("29.5"), Fraction("30.5"))


SENTENCES = """
p < 0.05 | true ;; p < 0.0175 | false ;; significant_at(p, 0.05 / 3) | false ;; p < 0.018 | open ;; small < 0.001 | true
n = 30 | true ;; n != 30 | false ;; n == 31 | false ;; n >= 30 | true ;; n > 30 | false ;; n <= 30 | true
all_of(n = 30, p < 0.05) | true ;; all_of(n = 30, p < 0.001) | false ;; all_of(n = 30, p < 0.018) | open
any_of(n = 31, p < 0.05) | true ;; any_of(n = 31, p < 0.001) | false ;; any_of(n = 31, p < 0.018) | open
none_of(n = 31, p < 0.001) | true ;; none_of(n = 30) | false ;; none_of(p < 0.018) | open
all_within(1, 4, 2.5, 3) | true ;; all_within(1, 4, 2.5, 5) | false ;; are_percentages(n) | false
are_p_values(p, small) | true ;; are_p_values(p, n) | false ;; are_intervals(p) | false
are_intervals(span, effect) | true
"""
FIGURES = {"p": "p=0.018", "small": "p<0.001", "n": "30", "span": "0.12 to 0.55", "effect": "0.30 (0.12, 0.55)"}


@pytest.mark.parametrize("calculation, truth", cases(SENTENCES))
def test_sentences(calculation, truth):
    outcome = value_of(calculation, **FIGURES)
    assert outcome.value is {"true": True, "false": False, "open": None}[truth] and all(outcome.because)


def test_narrowed_takes_the_means_where_the_change_contradicts_them():
    agreeing = value_of("narrowed(b - a, c)", a="2.65", b="3.08", c="+0.44")
    assert agreeing.range == Interval(Fraction("0.435"), Fraction("0.44"))
    contradicting = value_of("narrowed(b - a, c)", a="2.31", b="2.41", c="-0.09")
    assert contradicting.range == Interval(Fraction("0.09"), Fraction("0.11"))


WHY_NOT = """
a < | ends before it is complete ;; (a | cannot be read from character ;; f(a | cannot be read from character
a a | cannot be read from character ;; a ** 2 | holds "**" at character 3 ;; __import__('os') | has no meaning
a; a | has no meaning ;; a.b | asks "a" for "b": it prints one figure ;; a.b.c | has no meaning
*_x + 1 | where one row is meant ;; sum_of(*_x) | no claim's id is like ;; lambda: 1 | has no meaning
[a] | has no meaning ;; a if a else a | has no meaning ;; b | no claim's id ;; aa | Did you mean "a"?
open(a) | is not known ;; eval(a) | is not known ;; sumof(a) | Did you mean "sum_of"?
significant_at(a) | it takes 2: p, level ;; narrowed(a, a, a) | it takes 2 ;; a / (a - a) | may be zero
1 / 0 | may be zero ;; a + (a < 2) | as a number ;; all_of(a) | as a sentence ;; first_part(a) | has no calculation
whole_number_of(30) | checks a percent ;; rank_test_p(a, 5, a, 5) | checks a p-value ;; rounded(2) | id of a claim
words + 1 | printed text is no number ;; mean_of(2.5) | whole number of at least 1
mean_of(10, 4, 1) | lowest and its highest ;; mean_of(10, 4) | lowest and its highest
parts_of_whole(5, a, a) | three means
"""
TOO_MUCH = [("(" * 100 + "a" + ")" * 100, "brackets within each other"), (" + ".join(["a"] * 600), "more than 500")]


@pytest.mark.parametrize("calculation, message", [*cases(WHY_NOT), *TOO_MUCH])
def test_what_cannot_be_calculated_says_why(calculation, message):
    claims = claims_of(a="10", words="some words", result=("3", calculation))
    with pytest.raises(CalculationError) as error:
        claims.outcome("result")
    assert message in str(error.value)


def test_a_claim_that_asks_for_itself_goes_in_a_circle():
    groups = "parts_of_whole(first_part(groups), a, a, a)"
    with pytest.raises(CalculationError, match="circle: groups -> groups"):
        claims_of(a="2.00", groups=("5", groups)).outcome("groups")


@settings(max_examples=300)
@given(st.text(alphabet="ab12.%()+-*/<>=, _sumof", max_size=40))
def test_any_calculation_comes_to_something_or_says_why(calculation):
    claims = claims_of(a="2.5", b="30", result=("3", calculation or "a"))
    try:
        claims.outcome("result")
    except CalculationError as error:
        said = "holds|has more than|cannot be read|cannot be carried out|ends before|uses|gives|needs|divides by|takes|checks"
        assert re.fullmatch(rf"(?s)({said}) .+", str(error)), "the end of a sentence about the calculation"


numbers = st.fractions(min_value=-100, max_value=100, max_denominator=1000)


@given(numbers, numbers, st.integers(0, 3), st.integers(0, 3), st.sampled_from("+-*/"))
def test_intervals_hold_the_result_of_the_unrounded_values(a, b, places_a, places_b, sign):
    """However two values were rounded to the nearest, the exact result of the unrounded ones lies in the interval."""
    printed_a, printed_b = f"{float(a):.{places_a}f}", f"{float(b):.{places_b}f}"
    left, right = parse_printed(printed_a).rounds_to, parse_printed(printed_b).rounds_to
    if a not in left or b not in right:
        return
    try:
        result = {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[sign](right)
    except ZeroDivisionError:
        assert right.low <= 0 <= right.high
        return
    exact = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[sign]()
    assert exact in result


def test_sixty_brackets_within_each_other_are_read_and_no_more():
    for calculation in ("(" * 60 + "a" + ")" * 60, "(a) + " * 61 + "a"):
        assert names_in(parse(calculation)) == {"a"}
    with pytest.raises(CalculationError, match="more than 60 brackets within each other"):
        parse("(" * 61 + "a" + ")" * 61)


ONLY_PYTHON = ["1_000", "0x1f", "1e5", "5j", "5 % 2", "a // b", "a < b < c", "(a, b)", "*a", "f(*a)", "f(**a)", "f(a,)"]
ONLY_PYTHON += ["(f)(a)", "f(a)(b)", "True", "a << b", "a =< b", "\u00e9t\u00e9", "a and b", "not a", "a is b", "a # b"]


@pytest.mark.parametrize("calculation", [*ONLY_PYTHON, "", "9" * 5000])
def test_what_only_python_reads_is_refused(calculation):
    with pytest.raises(CalculationError):
        parse(calculation)


def test_the_parts_keep_their_text_and_the_brackets_around_them():
    tree = parse("all_of( (a +\n2)/ 5% = b, -(c), d)")
    assert [part.text for part in parts(tree)][1:] == [
        *("(a +\n2)/ 5% = b", "(a +\n2)/ 5%", "(a +\n2)", "a", "2", "5%", "b"),
        *("-(c)", "(c)", "d"),
    ]
