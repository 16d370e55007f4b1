"""Ways in which articles print a figure, each read exactly or refused."""

from fractions import Fraction

import pytest

from prepost.audit.printed import parse_printed
from tests.cases import cases

FIGURES = """
# count
302 | 302 ± 0.5 ;; 1,440 | 1440 ± 0.5 ;; n=61 | 61 ± 0.5 ;; five | 5 ± 0.5 ;; Twenty-two | 22 ± 0.5
approximately 15 | 15 ± 0.5 ;; N=61 | 61 ± 0.5 ;; one hundred | 100 ± 0.5 ;; two hundred and fifty-three | 253 ± 0.5
nine hundred ninety-nine | 999 ± 0.5 ;; a hundred and ten | 110 ± 0.5 ;; 302 people | 302 ± 0.5 ;; 1 234 | 1234 ± 0.5
12/30 (40%) | 12 ± 0.5 | count 12, of 30, percent 0.4 ;; (12/30) | 12 ± 0.5 | count 12, of 30
# percent
62% | 0.62 ± 0.005 ;; 98.3 % | 0.983 ± 0.0005 ;; 12 per cent | 0.12 ± 0.005 ;; ten percent | 0.1 ± 0.005
Sixty-two per cent | 0.62 ± 0.005 ;; 64·1% | 0.641 ± 0.0005 ;; ~64% | 0.64 ± 0.005 ;; <1% | 0.01 0 0.01
>99% | 0.99 0.99 1 ;; 84% (254/302) | 0.84 ± 0.005 | count 254, of 302
# money
£71.08 | 71.08 ± 0.005 ;; -£3 | -3 ± 0.5 ;; £1.2m | 1200000 ± 50000
# number
+0.40 | 0.4 ± 0.005 ;; −0.09 | -0.09 ± 0.005 ;; –0.09 | -0.09 ± 0.005 ;; 2.84 (SD 0.80) | 2.84 ± 0.005
1.5 hours | 1.5 ± 0.05 ;; 2 hours | 2 ± 0.5 ;; 0.03a | 0.03 ± 0.005 ;; 2.63ᵃ | 2.63 ± 0.005
5.8e-4 | 0.00058 ± 0.000005 ;; .05 | 0.05 ± 0.005 ;; F(1, 32) = 71.0 | 71 ± 0.05 | F 71, df1 1, df2 32
M = 2.63, SD = 0.81 | 2.63 ± 0.005 | m 2.63, sd 0.81 ;; d = 0.52 | 0.52 ± 0.005 | d 0.52
OR 2.25 (95% CI 0.99-5.09) | 2.25 ± 0.005 | ratio 2.25, low 0.99, high 5.09
median 3 (IQR 2–4) | 3 ± 0.5 | median 3, low 2, high 4 ;; 0.12 [0.10; 0.15] | 0.12 ± 0.005 | low 0.10, high 0.15
2.63 ± 2.06 | 2.63 ± 0.005 | sd 2.06 ;; 2.63 (0.81) | 2.63 ± 0.005 | bracket 0.81
2.25 [0.99, 5.09] | 2.25 ± 0.005 | low 0.99, high 5.09
# p_value
p<0.001 | 0.001 0 0.001 ;; $p < 0.001$ | 0.001 0 0.001 ;; p = 0.397 | 0.397 ± 0.0005 ;; p>0.05 | 0.05 0.05 1
<0.001 | 0.001 0 0.001 ;; >0.05 | 0.05 0.05 1 ;; p≤0.05 | 0.05 0 0.05 ;; p value was 0.03 | 0.03 ± 0.005
p=.018* | 0.018 ± 0.0005 ;; ns | 0.05 0.05 1 ;; p = 5.8 × 10−4 | 0.00058 ± 0.000005
p = 5.8 × 10⁻⁴ | 0.00058 ± 0.000005 ;; p = .000 | 0 0 0.0005
t(28) = 2.20, p = .06 | 0.06 ± 0.005 | t 2.20, df 28, p 0.06
χ2(1, N = 85) = 6.53, ns | 0.05 0.05 1 | chi2 6.53, df 1, n 85, p 0.05
r(62) = .35, p < .01 | 0.01 0 0.01 | r 0.35, df 62, p 0.01 ;; Q(3) = 8.1, p = .04 | 0.04 ± 0.005 | q 8.1, df 3, p 0.04
t(1,200)=2.20,p=.03, two-tailed | 0.03 ± 0.005 | t 2.20, df 1200
H(2) = 6.1; p-value = .047 | 0.047 ± 0.0005 | h 6.1, df 2
# share
Three quarters | 0.75 17/24 0.775 ;; about half | 0.5 ± 0.05 ;; About two fifths | 0.4 11/30 0.45
a third | 1/3 7/24 11/30 ;; three fourths | 0.75 17/24 0.775
# interval
0.12 to 0.55 | 0.335 ± 0.22 ;; (0.12, 0.55) | 0.335 ± 0.22 ;; 5–19 | 12 ± 7.5 ;; –0.12–0.55 | 0.215 ± 0.34
95% CI 0.12–0.55 | 0.335 ± 0.22 | low 0.12, high 0.55 ;; 3–4 | 3.5 ± 1 | low 3, high 4
3-4 | 3.5 ± 1 | low 3, high 4 ;; 2016–17 | 2016.5 ± 1 | low 2016, high 2017
12–15% | 0.135 ± 0.02 | low 0.12, high 0.15
"""
"""Below each kind of figure: a printed text, the number it shows, what else rounds to it (± a distance, or its two ends),
and the figures printed with it. Minus signs and dashes are those of journals: − (U+2212) and – (U+2013).
"""


def figures():
    """The rows of FIGURES, each with its kind."""
    kind = ""
    for row in cases(FIGURES):
        if row[0].startswith("# "):
            kind = row[0][2:]
        else:
            yield kind, *row


@pytest.mark.parametrize("row", [*figures()], ids=lambda row: row[1])
def test_printed_figures_are_read_exactly(row):
    """Each figure stands for what rounds to it, half a unit of its last printed digit each way."""
    kind, text, numbers, *parts = row
    face, *ends = map(Fraction, numbers.replace("±", "").split())
    low, high = ends if len(ends) == 2 else (face - ends[0], face + ends[0])
    printed = parse_printed(text)
    assert (printed.kind, printed.face, printed.text, printed.cannot) == (kind, face, text, "")
    assert (printed.rounds_to.low, printed.rounds_to.high) == (low, high)
    for name, part in (pair.split() for cell in parts for pair in cell.split(", ")):
        assert printed.parts[name].face == Fraction(part)


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


@pytest.mark.parametrize("text", ["2,63", "0,397", "2,63%", "p = 0,05", "2,63 (0,81)", "-1,5"])
def test_a_decimal_comma_is_named(text):
    with pytest.raises(ValueError, match="has a comma before its decimals; it is read with a point there"):
        parse_printed(text)


REFUSED = """
abc ;; 1,50 ;; 12abc ;; % ;; +-3 ;; --3 ;; n= ;; £ ;; 1.2.3 ;; seventy one hundred ;; 2.63 ( ;; five halves ;; nan ;; inf
1e5 ;; =HYPERLINK() ;; 1 to 2 to 3 ;; to ;; 1, 2, 3 ;; <5 ;; 3 million ;; percent ;; 1 in four ;; 3 percentage points
twenty hundred ;; one hundred and ;; more than half ;; one hundred hundred ;; two hundred and no ;; per cent ;; \u2013\u20133
"""


@pytest.mark.parametrize(["text"], [*cases(REFUSED), ("",), ("9" * 5000,)])
def test_what_is_no_single_figure_is_refused(text):
    with pytest.raises(ValueError):
        parse_printed(text)
