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
        *("<5", "3 million", "1 in four", "3 percentage points", "twenty hundred", "one hundred and", "more than half"),
        *("one hundred hundred", "two hundred and no", "percent", "per cent", "\u2013\u20133"),
    ],
)
def test_what_cannot_be_read_as_one_figure_is_refused(text):
    with pytest.raises(ValueError):
        parse_printed(text)


@pytest.mark.parametrize("text", ["2,63", "0,397", "2,63%", "p = 0,05", "2,63 (0,81)", "-1,5"])
def test_a_decimal_comma_is_named(text):
    with pytest.raises(ValueError, match="has a comma before its decimals; it is read with a point there"):
        parse_printed(text)


@pytest.mark.parametrize(
    "text, kind, face, low, high, parts",
    [
        ("t(28) = 2.20, p = .06", "p_value", "0.06", "0.055", "0.065", {"t": "2.20", "df": 28, "p": "0.06"}),
        ("F(1, 32) = 71.0", "number", 71, "70.95", "71.05", {"F": 71, "df1": 1, "df2": 32}),
        (
            "\u03c72(1, N = 85) = 6.53, ns",
            "p_value",
            "0.05",
            "0.05",
            1,
            {"chi2": "6.53", "df": 1, "n": 85, "p": "0.05"},
        ),
        ("r(62) = .35, p < .01", "p_value", "0.01", 0, "0.01", {"r": "0.35", "df": 62, "p": "0.01"}),
        ("Q(3) = 8.1, p = .04", "p_value", "0.04", "0.035", "0.045", {"q": "8.1", "df": 3, "p": "0.04"}),
        ("M = 2.63, SD = 0.81", "number", "2.63", "2.625", "2.635", {"m": "2.63", "sd": "0.81"}),
        ("d = 0.52", "number", "0.52", "0.515", "0.525", {"d": "0.52"}),
        (
            "OR 2.25 (95% CI 0.99-5.09)",
            "number",
            "2.25",
            "2.245",
            "2.255",
            {"ratio": "2.25", "low": "0.99", "high": "5.09"},
        ),
        ("t(1,200)=2.20,p=.03, two-tailed", "p_value", "0.03", "0.025", "0.035", {"t": "2.20", "df": 1200}),
        ("H(2) = 6.1; p-value = .047", "p_value", "0.047", "0.0465", "0.0475", {"h": "6.1", "df": 2}),
        ("median 3 (IQR 2\u20134)", "number", 3, "2.5", "3.5", {"median": 3, "low": 2, "high": 4}),
        ("0.12 [0.10; 0.15]", "number", "0.12", "0.115", "0.125", {"low": "0.10", "high": "0.15"}),
        ("p value was 0.03", "p_value", "0.03", "0.025", "0.035", {}),
        ("2.63 \u00b1 2.06", "number", "2.63", "2.625", "2.635", {"sd": "2.06"}),
        ("2.63 (0.81)", "number", "2.63", "2.625", "2.635", {"bracket": "0.81"}),
        ("12/30 (40%)", "count", 12, "11.5", "12.5", {"count": 12, "of": 30, "percent": "0.4"}),
        ("(12/30)", "count", 12, "11.5", "12.5", {"count": 12, "of": 30}),
        ("84% (254/302)", "percent", "0.84", "0.835", "0.845", {"count": 254, "of": 302}),
        ("2.25 [0.99, 5.09]", "number", "2.25", "2.245", "2.255", {"low": "0.99", "high": "5.09"}),
        ("95% CI 0.12\u20130.55", "interval", "0.335", "0.115", "0.555", {"low": "0.12", "high": "0.55"}),
        ("3\u20134", "interval", "3.5", "2.5", "4.5", {"low": 3, "high": 4}),
        ("3-4", "interval", "3.5", "2.5", "4.5", {"low": 3, "high": 4}),
        ("2016\u201317", "interval", "2016.5", "2015.5", "2017.5", {"low": 2016, "high": 2017}),
        ("12\u201315%", "interval", "0.135", "0.115", "0.155", {"low": "0.12", "high": "0.15"}),
        ("p=.018*", "p_value", "0.018", "0.0175", "0.0185", {}),
        ("0.03a", "number", "0.03", "0.025", "0.035", {}),
        ("2.63\u1d43", "number", "2.63", "2.625", "2.635", {}),
        ("ns", "p_value", "0.05", "0.05", 1, {}),
        ("p = 5.8 \u00d7 10\u22124", "p_value", "0.00058", "0.000575", "0.000585", {}),
        ("p = 5.8 \u00d7 10\u207b\u2074", "p_value", "0.00058", "0.000575", "0.000585", {}),
        ("5.8e-4", "number", "0.00058", "0.000575", "0.000585", {}),
        ("64\u00b71%", "percent", "0.641", "0.6405", "0.6415", {}),
        ("~64%", "percent", "0.64", "0.635", "0.645", {}),
        ("<1%", "percent", "0.01", 0, "0.01", {}),
        (">99%", "percent", "0.99", "0.99", 1, {}),
        ("1 234", "count", 1234, "1233.5", "1234.5", {}),
        ("\u00a31.2m", "money", 1200000, 1150000, 1250000, {}),
        (".05", "number", "0.05", "0.045", "0.055", {}),
        ("p = .000", "p_value", 0, 0, "0.0005", {}),
    ],
)
def test_forms_that_journals_print(text, kind, face, low, high, parts):
    """Each figure stands for what rounds to it, half a unit of its last printed digit each way."""
    printed = parse_printed(text)
    assert (printed.kind, printed.face, printed.cannot) == (kind, Fraction(face), "")
    assert (printed.rounds_to.low, printed.rounds_to.high) == (Fraction(low), Fraction(high))
    assert {name: printed.parts[name].face for name in parts} == {name: Fraction(part) for name, part in parts.items()}
