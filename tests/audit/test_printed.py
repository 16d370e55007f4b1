"""Ways in which articles print a figure, each read exactly or refused."""

from fractions import Fraction

import pytest

from prepost.audit.printed import parse_printed


@pytest.mark.parametrize(
    "text, kind, face, low, high",
    [
        ("<0.001", "p_value", "0.001", "0", "0.001"),
        (">0.05", "p_value", "0.05", "0.05", "1"),
        ("p\u22640.05", "p_value", "0.05", "0", "0.05"),
        ("N=61", "count", 61, "60.5", "61.5"),
        ("\u20130.09", "number", "-0.09", "-0.095", "-0.085"),
        ("\u20130.12\u20130.55", "interval", "0.215", "-0.125", "0.555"),
        ("one hundred", "count", 100, "99.5", "100.5"),
        ("two hundred and fifty-three", "count", 253, "252.5", "253.5"),
        ("nine hundred ninety-nine", "count", 999, "998.5", "999.5"),
        ("a hundred and ten", "count", 110, "109.5", "110.5"),
        ("ten percent", "percent", "0.1", "0.095", "0.105"),
        ("Sixty-two per cent", "percent", "0.62", "0.615", "0.625"),
        ("three fourths", "share", "0.75", Fraction(17, 24), "0.775"),
        ("84% (254/302)", "percent", "0.84", "0.835", "0.845"),
        ("2.84 (SD 0.80)", "number", "2.84", "2.835", "2.845"),
        ("1.5 hours", "number", "1.5", "1.45", "1.55"),
        ("2 hours", "number", "2", "1.5", "2.5"),
        ("302 people", "count", 302, "301.5", "302.5"),
    ],
)
def test_figures_in_less_usual_print(text, kind, face, low, high):
    printed = parse_printed(text)
    assert (printed.kind, printed.face, printed.text) == (kind, Fraction(face), text)
    assert (printed.rounds_to.low, printed.rounds_to.high) == (Fraction(low), Fraction(high))


def test_only_the_inequality_with_an_equals_sign_holds_its_bound():
    bound = Fraction(1, 20)
    assert bound in parse_printed("p\u22640.05").rounds_to and bound in parse_printed("p\u22650.05").rounds_to
    assert bound not in parse_printed("<0.05").rounds_to and bound not in parse_printed(">0.05").rounds_to


def test_a_bracket_is_read_where_it_is_a_figure_and_left_where_it_is_a_remark():
    assert parse_printed("84% (254/302)").bracket is None
    assert parse_printed("2.84 (SD 0.80)").bracket is None
    interval = parse_printed("0.12 (95% CI 0.10 to 0.15)").bracket
    assert interval.kind == "interval" and interval.rounds_to.low == Fraction("0.095")


def test_a_bare_number_serves_as_a_p_value_only_between_0_and_1():
    assert parse_printed("0.212").as_p_value().rounds_to == parse_printed("p=0.212").rounds_to
    assert parse_printed("p<0.001").as_p_value() == parse_printed("p<0.001")
    assert [parse_printed(text).as_p_value() for text in ("2.84", "3", "-0.2", "62%")] == [None] * 4


@pytest.mark.parametrize(
    "text",
    [
        "<5",
        "3 million",
        "1 in four",
        "3 percentage points",
        "twenty hundred",
        "one hundred and",
        "more than half",
        "one hundred hundred",
        "two hundred and no",
        "12abc",
        "percent",
        "per cent",
        "\u2013\u20133",
    ],
)
def test_what_cannot_be_read_as_one_figure_is_refused(text):
    with pytest.raises(ValueError):
        parse_printed(text)
