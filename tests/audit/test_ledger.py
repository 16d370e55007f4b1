"""The ledger: verdicts, explanations and faults, on invented articles and on the printed article of the repository."""

import csv
import json
import re
import shutil
from collections import Counter
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepost.audit.claims_ledger import APART, COLUMNS, ELSEWHERE, NOT_SEARCHED, VERDICTS, ledger
from prepost.audit.command import run
from prepost.cli import main
from prepost.study.faults import StudyError
from tests.cases import cases, kept

ROOT = Path(__file__).parents[2]
NEWHAM = ROOT / "data" / "newham"
INVENTED = ROOT / "tests" / "data" / "invented_article"
HALVES = [ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN]


def article(folder, *rows, header="id,where,says,printed,calculation,note"):
    """A folder with these claims: (id, printed, calculation) or a whole row as text."""
    published = folder / "published"
    published.mkdir(parents=True, exist_ok=True)
    with (published / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        for number, row in enumerate(rows, 1):
            writer.writerow([row[0], f"line {number}", row[0], row[1], row[2] if len(row) > 2 else "", ""])
    return folder


def verdicts(folder):
    return {entry.id: entry.verdict for entry in ledger(folder)}


@pytest.fixture(scope="module")
def newham():
    return {entry.id: entry for entry in ledger(NEWHAM)}


# An invented article, without study.yml -------------------------------------------------------------------------------


def test_an_invented_article_without_any_other_file():
    entries = {entry.id: entry for entry in ledger(INVENTED)}
    names: dict[str, set] = {}
    for name, entry in entries.items():
        names.setdefault(entry.verdict, set()).add(name)
    assert names == {
        "given": {"invited", "took_part", "seeds_cost"},
        "reproduced": {"response", "unhappy", "seeds_total", "more_than_half"},
        "attained": {"plots", "plots_sd", "happy"},
        "differs": {"seeds_each", "a_third"},
        "impossible": {"rain"},
    }
    assert "if it was shared by 120, the gardeners invited" in entries["seeds_each"].would_be_right
    assert entries["response"].recomputed == 80.0 and entries["seeds_each"].recomputed == 5.0


def test_the_scale_is_asked_for_only_where_it_is_needed(tmp_path):
    folder = article(tmp_path, ("n", "20"), ("mean", "2.35", "mean_of(n)"))
    _, mean = ledger(folder)
    assert mean.verdict == "unread" and "needs the answer scale" in mean.reason
    assert verdicts(article(tmp_path, ("n", "20"), ("mean", "2.35", "mean_of(n, 1, 5)")))["mean"] == "attained"


# The article of the repository ----------------------------------------------------------------------------------------


def test_what_agrees_with_nothing_else_is_exactly_this(newham):
    """Checked by hand against the manuscript: each of these can be seen with a pocket calculator."""
    found = {name: entry.verdict for name, entry in newham.items() if not entry.agrees}
    assert {name for name, verdict in found.items() if verdict == "impossible"} == {
        *("wish_information", "wish_social_care", "wish_referral_plans")
    }
    assert {name for name, verdict in found.items() if verdict == "differs"} == {
        *("abstract_increase_education", "cost_per_place", "cost_per_person"),
        *("table1_heading_few_three_p", "table1_heading_s3_follow_up_p"),
        *("know_social_care_s3_follow_up_change_percent", "know_voluntary_s3_follow_up_change"),
        *("know_voluntary_s3_follow_up_change_percent", "know_roles_s3_follow_up_change"),
        "know_roles_s3_follow_up_change_percent",
    }
    assert set(found.values()) == {"differs", "impossible"}


def test_the_verdicts_of_the_article_are_these(newham):
    """390 rows; sentences that go further than their figures were counted in the manuscript, from line 20 to line 458."""
    found = Counter(entry.verdict for entry in newham.values())
    assert (found["differs"], found["impossible"], found["partly"], found["open"]) == (10, 3, 27, 0)
    assert sum(found.values()) == 390 and found["repeats"] == sum(
        re.fullmatch(r"\w+", entry.calculation) is not None for entry in newham.values()
    )
    assert all(
        newham[entry.repeats].verdict == entry.follows
        for entry in newham.values()
        if entry.repeats and not newham[entry.repeats].repeats
    )
    assert {name for name, entry in newham.items() if entry.follows in APART} == {"discussion_cost_per_person"}, "£108"
    means = 5 * 2 * 6  # ten statements, six printed means each
    tests = 10 * 3  # ten statements, three printed p-values each
    interviewees = 9  # shares of 30 people, but the three that no whole number gives
    groups = 2  # their sizes, for the means of either kind
    assert found["attained"] == means + tests + interviewees + groups


def of_print(above, below, reach):
    """The range of a quotient whose numerator is rounded, in pounds or in percent."""
    return (above - reach) / below, (above + reach) / below


@pytest.mark.parametrize(
    "claim, printed, low, high",
    [
        # £29,998.50 (line 223) over 302 places and over 202 people (lines 218 and 219)
        ("cost_per_place", 71.08, *of_print(29998.50, 302, 0.005)),
        ("cost_per_person", 107.51, *of_print(29998.50, 202, 0.005)),
        # Table 1, before session 3 and at one month: 2.83 and 2.84, 2.31 and 2.41, 2.80 and 2.94; the scale has range 3.
        # Two rounded means leave a change open by 0.01; the change printed beside +0.01 narrows it to half of that.
        ("know_social_care_s3_follow_up_change_percent", 0.03, *of_print(1, 3, 0.5)),
        ("know_voluntary_s3_follow_up_change", -0.09, *of_print(0.10, 1, 0.01)),
        ("know_voluntary_s3_follow_up_change_percent", -3.0, *of_print(10, 3, 1)),
        ("know_roles_s3_follow_up_change", -0.09, *of_print(0.14, 1, 0.01)),
        ("know_roles_s3_follow_up_change_percent", -3.0, *of_print(14, 3, 1)),
    ],
)
def test_a_number_that_differs_lies_outside_what_the_printed_ones_allow(newham, claim, printed, low, high):
    entry = newham[claim]
    assert entry.printed.strip("£%") == f"{printed:.{len(entry.printed.partition('.')[2].strip('%'))}f}"
    assert (entry.low, entry.high) == pytest.approx((low, high)) and not low <= printed <= high


@pytest.mark.parametrize(
    "claim, printed, below, above",
    [("wish_information", "16%", 4, 5), ("wish_social_care", "11%", 3, 4), ("wish_referral_plans", "11%", 3, 4)],
)
def test_a_share_that_is_impossible_lies_between_two_numbers_of_thirty_people(newham, claim, printed, below, above):
    entry = newham[claim]
    assert entry.printed == printed and (entry.low, entry.high) == pytest.approx((below / 0.3, above / 0.3))
    share = int(printed.strip("%"))
    assert below / 0.3 < share - 0.5 and share + 0.5 < above / 0.3, "with half a unit each way no whole number of 30"


def test_a_sentence_that_differs_is_not_borne_out_by_its_figures(newham):
    """p=0.018 is not below 0.05 / 3 (line 19 says significant); ten cells headed as intervals hold p-values."""
    assert newham["know_education_pre_post_p"].printed == "p=0.018" and 0.018 - 0.0005 > 0.05 / 3
    for heading, column in (("few_three", "few_three_p"), ("s3_follow_up", "s3_follow_up_p")):
        assert newham[f"table1_heading_{heading}_p"].printed == "95% Confidence Interval"
        cells = [
            entry.printed for name, entry in newham.items() if re.fullmatch(rf"know_[a-z]+(_[a-z]+)?_{column}", name)
        ]
        assert len(cells) >= 5 and all(cell.startswith("p") for cell in cells)


REASONS = """
cost_per_place | 422 gives £71.09
cost_per_place | £71.08 x 302 = £21,466.16
cost_per_person | between £29,993.90 and £29,996.69 instead of £29,998.50, shared by 279 here and by 422 for £71.08
know_social_care_s3_follow_up_change_percent | decimal point one place further left: 0.333% would become 0.033%
know_voluntary_s3_follow_up_change | opposite sign
know_roles_s3_follow_up_change | the row know_health, where -0.09 is consistent, was repeated
know_roles_s3_follow_up_change_percent | worked out from the -0.09 printed beside it
wish_information | of 19 people, which all 3 such percentages allow: 3 of 19
wish_information | digits were cut off instead of rounded: 5 of 30
table1_heading_few_three_p | heading of the same column in table2: "Mann Whitney U"
abstract_increase_education | at the level 0.05, without correction
follow_up_groups | Groups of 42 and 23 forms give all 30 means, with 9 answers left blank
know_social_care_follow_up | 64 answers: 182 / 64
learned_yes | 23 of 30
learned_words | In words it stands for 70.8% to 77.5%
"""


@pytest.mark.parametrize("claim, text", cases(REASONS))
def test_reasons_show_their_arithmetic(newham, claim, text):
    assert text in newham[claim].reason


def test_a_p_value_says_how_strong_its_check_is(newham):
    entry = newham["know_health_few_three_p"]
    assert entry.verdict == "attained" and "15 of them give p=0.397, 6 of them with a single peak" in entry.reason
    assert entry.passes == pytest.approx(918 / 1001) and entry.low < 0.397 < entry.high


def test_no_words_that_accuse(newham):
    text = " ".join(entry.reason + entry.note for entry in newham.values()).lower()
    assert not any(word in text for word in ("error", "fraud", "mistake", "wrong", "confirmed", "false"))


def test_the_ledger_is_the_same_each_time(newham, capsys):
    assert run(NEWHAM, "json") == 0
    first = capsys.readouterr().out
    rows = json.loads(first)
    assert [tuple(row) for row in rows] == [COLUMNS] * len(rows)
    assert [row["id"] for row in rows] == list(newham)
    assert run(NEWHAM, "json") == 0
    assert capsys.readouterr().out == first


# Verdicts under change ------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 400), min_size=2, max_size=5).filter(sum), st.integers(0, 2), st.sampled_from(HALVES))
def test_no_false_alarm_for_shares_and_sums(tmp_path_factory, counts, places, rule):
    """Any counts, their sum and their percentages, rounded to the nearest in any manner."""
    total = sum(counts)
    rows = [(f"part{i}", str(count)) for i, count in enumerate(counts)] + [
        ("total", str(total), "sum_of(" + ", ".join(f"part{i}" for i in range(len(counts))) + ")")
    ]
    for i, count in enumerate(counts):
        share = (Decimal(100 * count) / Decimal(total)).quantize(Decimal(1).scaleb(-places), rounding=rule)
        rows += [(f"share{i}", f"{share}%", f"part{i} / total"), (f"whole{i}", f"{share}%", "whole_number_of(total)")]
    assert set(verdicts(article(tmp_path_factory.mktemp("a"), *rows)).values()) <= {"given", "reproduced", "attained"}


@given(
    st.lists(st.integers(1, 5), min_size=3, max_size=40),
    st.lists(st.integers(1, 5), min_size=3, max_size=40),
    st.sampled_from(HALVES),
)
def test_no_false_alarm_for_answers_and_their_test(tmp_path_factory, before, after, rule):
    """Any answers: means, change, change as a share of the scale, and p-value, rounded to the nearest in any manner."""
    import numpy as np

    from prepost.stats import mann_whitney

    def show(value, places):
        return str(value.quantize(Decimal(1).scaleb(-places), rounding=rule))

    means = [Decimal(sum(answers)) / Decimal(len(answers)) for answers in (before, after)]
    counts = [np.bincount(answers, minlength=6)[1:] for answers in (before, after)]
    p = Decimal(mann_whitney(*counts).p)
    change = means[1] - means[0]
    rows = [
        ("n1", str(len(before))),
        ("n2", str(len(after))),
        ("low", "1"),
        ("high", "5"),
        ("m1", show(means[0], 2), "mean_of(n1, 1, 5)"),
        ("m2", show(means[1], 2), "mean_of(n2, 1, 5)"),
        ("change", show(change, 2), "m2 - m1"),
        ("percent", show(change * 25, 1) + "%", "narrowed(m2 - m1, change) / (high - low)"),
        ("p", f"p={show(p, 3)}" if p >= Decimal("0.001") else "p<0.001", "rank_test_p(m1, n1, m2, n2, 1, 5)"),
    ]
    assert set(verdicts(article(tmp_path_factory.mktemp("a"), *rows)).values()) <= {"given", "reproduced", "attained"}


MOVED = """
84% | 254 / 302 | reproduced ;; 85% | 254 / 302 | differs ;; 83% | 254 / 302 | differs
302 | 126 + 2 * 52 + 3 * 24 | reproduced ;; 303 | 126 + 2 * 52 + 3 * 24 | differs
76% | whole_number_of(30) | impossible ;; 77% | whole_number_of(30) | attained
2.85 | mean_of(3, 1, 4) | impossible ;; 2.33 | mean_of(3, 1, 4) | attained ;; 4.01 | mean_of(200, 1, 4) | impossible
2.51 | mean_of(100000000, 1, 4) | attained ;; 30% | whole_number_of(100000000) | attained
105% | whole_number_of(100000000) | impossible ;; 104% | whole_number_of(100000000) | impossible
three quarters | 0.77 | reproduced ;; three quarters | 0.80 | differs
significant | significant_at(0.04, 0.05) | reproduced ;; significant | significant_at(0.06, 0.05) | differs
17% | 0.177 | differs | digits were cut off ;; -0.20 | 0.7 - 0.5 | differs | opposite sign
0.02 | 0.7 - 0.5 | differs | decimal point one place further left: 0.20 would become 0.02
25 | 1 / 4 | differs | decimal point two places further right: 0.25 would become 25
9.99 | 0.7 - 0.5 | differs | nothing simple does
"""


@pytest.mark.parametrize("case", cases(MOVED), ids=" ".join)
def test_figures_moved_out_of_reach_are_caught_and_explained(tmp_path, case):
    printed, calculation, verdict, *explanation = case
    [entry] = ledger(article(tmp_path, ("claim", printed, calculation)))
    assert entry.verdict == verdict and all(words in entry.reason for words in explanation)


def test_a_p_value_out_of_reach_is_impossible_with_its_range(tmp_path):
    rows = [("m1", "2.00"), ("m2", "4.00"), ("n", "12"), ("p", "p=0.500", "rank_test_p(m1, n, m2, n, 1, 4)")]
    entry = ledger(article(tmp_path, *rows))[-1]
    assert entry.verdict == "impossible" and entry.high < 0.5
    assert entry.reason.endswith("What would make it agree: nothing simple does.")


# Faults ---------------------------------------------------------------------------------------------------------------


UNREAD = [
    ([("a", "abc")], 'row 2, column printed: "abc" is no number, in digits or in words'),
    ([("a", "abc", "1 + 1")], 'row 2, column printed: "abc" is no number'),
    ([("a", "")], "row 2, column printed: the cell is empty."),
    ([("two words", "1")], 'row 2, column id: "two words" is no id.'),
    ([("a", "1", "b + 1"), ("b", "2", "a + 1")], "goes in a circle: a -> b -> a."),
    ([("first", "1"), ("a", "1", "fist + 1")], 'uses "fist", which is no claim\'s id. Did you mean "first"?'),
    ([("a", "1", "1 +")], "row 2, column calculation"),
    ([("a", "1", "open(1)")], 'uses the word "open", which is not known.'),
    ([("a", "some words"), ("b", "1", "a + 1")], 'row 2, column printed: "some words"'),
    ([("a", "5%", "mean_of(3, 1, 4)")], "checks a number, which the claim does not print."),
    ([("m", "3.00"), ("s", "0.50", "sd_of(m, 1, 1, 4)")], "row 3, column calculation"),
]


@pytest.mark.parametrize("rows, sentence", UNREAD)
def test_a_row_that_cannot_be_read_says_why_and_leaves_the_others_judged(tmp_path, capsys, rows, sentence):
    article(tmp_path, *rows, ("sound", "84%", "254 / 302"), ("unsound", "85%", "254 / 302"))
    entries = ledger(tmp_path)
    unread = [entry for entry in entries if entry.verdict == "unread"]
    assert any(sentence in entry.reason and "published/claims.csv" in entry.reason for entry in unread)
    assert not any(entry.could_fail for entry in unread)
    assert [(entry.verdict, entry.could_fail) for entry in entries[-2:]] == [("reproduced", True), ("differs", True)]
    assert main(["audit", str(tmp_path)]) == 0
    assert f"{len(unread):5d}  unread" in (text := capsys.readouterr().out) and sentence[:40] in " ".join(text.split())


def test_an_id_that_is_used_twice_leaves_with_2(tmp_path, capsys):
    assert main(["audit", str(article(tmp_path, ("a", "1"), ("a", "2")))]) == 2
    assert 'row 3, column id: "a" stands in row 2 already.' in capsys.readouterr().err


CANNOT_BE = """
p < .000 | never below 0 ;; p = 1.2 | lies between 0 and 1 ;; 120% of people | between 0% and 100%
95% CI 0.55 to 0.12 | with its ends exchanged it reads 0.12 to 0.55 ;; 2.25 [5.09, 0.99] | it reads 0.99 to 5.09
35/30 (117%) | 35 are more than the 30 ;; r(40) = 1.31, p = .04 | between -1 and 1 ;; F(1, 32) = -4.1 | F is never negative
"""


@pytest.mark.parametrize("printed, why", cases(CANNOT_BE))
def test_what_cannot_be_is_impossible_and_what_uses_it_is_unread(tmp_path, printed, why):
    given, use = ledger(article(tmp_path, ("a", printed), ("b", "5", "a + 1")))
    assert given.verdict == "impossible" and why in given.reason and not given.agrees
    assert use.verdict == "unread" and "cannot be" in use.reason


def test_wrong_columns_and_a_folder_without_claims(tmp_path):
    with pytest.raises(StudyError, match="there is no such file in this folder"):
        ledger(tmp_path)
    for header, sentence in (
        ("id,where,says,printd,calculation,note", 'column printed: this column is missing. Did you mean "printd"?'),
        ("id,where,says,printed,note,remark", "column calculation: this column is missing."),
    ):
        with pytest.raises(StudyError, match=re.escape(sentence)):
            ledger(article(tmp_path, ("a", "1"), header=header))


@settings(max_examples=80)
@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_with_sentences(tmp_path_factory, data):
    folder = article(tmp_path_factory.mktemp("a"))
    (folder / "published" / "claims.csv").write_bytes(b"id,where,says,printed,calculation,note\n" + data)
    try:
        ledger(folder)
    except StudyError as error:
        assert all(fault.file == "published/claims.csv" and fault.problem.endswith(".") for fault in error.faults)


def test_a_repeat_shares_the_fate_of_what_it_repeats_unless_it_prints_another_number(tmp_path):
    rows = [("a", "302"), ("b", "302", "a"), ("c", "300", "a"), ("d", "about 302", "2 * a - 302"), ("e", "302", "d")]
    rows += [("f", "7"), ("each", "£5.00", "a / f"), ("again", "£5", "each"), ("third", "£5.00", "again")]
    entries = {entry.id: entry for entry in ledger(article(tmp_path, *rows))}
    assert {name: (entry.verdict, entry.repeats, entry.follows) for name, entry in entries.items()} == {
        **dict.fromkeys("af", ("given", "", "")),
        "b": ("repeats", "a", "given"),
        "c": ("differs", "a", "given"),
        "d": ("reproduced", "", ""),
        "e": ("repeats", "d", "reproduced"),
        "each": ("differs", "", ""),
        "again": ("repeats", "each", "differs"),
        "third": ("repeats", "again", "differs"),
    }
    assert [name for name, entry in entries.items() if entry.could_fail] == ["c", "d", "each"]
    assert "It repeats again, which differs." in entries["third"].reason


def test_what_rounding_leaves_undecided_is_open_and_so_is_its_opposite(tmp_path):
    """A p-value of 0.05 may be anything from 0.045 to 0.055."""
    below = "significant_at(p, 0.05)"
    rows = [("p", "p=0.05"), ("one", "significant", below), ("other", "not significant", f"none_of({below})")]
    assert verdicts(article(tmp_path, *rows)) == {"p": "given", "one": "open", "other": "open"}


@pytest.mark.parametrize("p, verdict", [("p=0.20", "partly"), ("p=0.01", "differs"), ("p=0.05", "open")])
def test_a_sentence_that_says_more_than_its_figures_agrees_in_part_at_best(tmp_path, p, verdict):
    says_more = "partly(none_of(significant_at(p, 0.05)))"
    folder = article(
        tmp_path, ("p", p), ("ineffective", "ineffective", says_more), ("again", "no effect", "ineffective")
    )
    entries = ledger(folder)
    assert entries[1].verdict == verdict and (entries[2].verdict, entries[2].follows) == ("repeats", verdict)


def test_what_is_no_sentence_says_no_more_than_its_figures(tmp_path):
    _, b = ledger(article(tmp_path, ("a", "3"), ("b", "3", "partly(a)")))
    assert b.verdict == "unread" and 'uses "a" as a sentence, which it is not' in b.reason


# Blanks ---------------------------------------------------------------------------------------------------------------


def test_a_mean_of_twenty_answers_that_no_whole_sum_gives_is_impossible(tmp_path, capsys):
    """Festinger and Carlsmith (1959) print a mean of 2.77 for 20 people: 55 / 20 is 2.75 and 56 / 20 is 2.80."""
    article(tmp_path, ("n", "20"), ("m", "2.77", "mean_of(n, 0, 10)"))
    assert main(["audit", str(tmp_path), "--format", "json"]) == 0
    _, mean = json.loads(capsys.readouterr().out)
    assert mean["verdict"] == "impossible" and "2.75 is possible; or 2.80 is possible" in mean["reason"]


@pytest.mark.parametrize("most, verdict", [(6, "impossible"), (7, "attained")])
def test_blanks_are_assumed_only_as_far_as_a_calculation_says(tmp_path, most, verdict):
    """36 / 13 is 2.769; no other number of answers from 14 to 20 gives 2.77."""
    calculation = f"mean_of(n, 0, 10, most_blank={most})"
    entry = ledger(article(tmp_path, ("n", "20"), ("m", "2.77", calculation)))[1]
    assert entry.verdict == verdict and ("7 answers left blank" in entry.reason) == (most == 7)
    assert (f"nor with up to {most} left blank" in entry.reason) == (most == 6)


@pytest.mark.parametrize("n", [10, 20, 23, 42, 65])
@pytest.mark.parametrize("most_blank", [0, 3])
def test_the_pass_rate_of_a_mean_is_the_share_that_passes(tmp_path, n, most_blank):
    """Measured: every mean from 1.00 to 4.00 is fed to the check itself."""
    calculation = f"mean_of(n, 1, 4, most_blank={most_blank})" if most_blank else "mean_of(n, 1, 4)"
    means = [(f"m{hundredths}", f"{hundredths / 100:.2f}", calculation) for hundredths in range(100, 401)]
    _, *entries = ledger(article(tmp_path, ("n", str(n)), *means))
    passed = sum(entry.verdict == "attained" for entry in entries)
    assert {entry.passes for entry in entries} == {passed / 301}
    if not most_blank:  # the whole sums from n to 4 n, of which none prints as another's mean if n is below 50
        assert n > 50 or passed >= 3 * n + 1


NO_OPTION = """
mean_of(n, 1, 4, most_blank=2.5) | takes as most_blank a whole number from 0 to 12
mean_of(n, 1, 4, most_blank=13) | takes as most_blank a whole number from 0 to 12
mean_of(n, 1, 4, most_blank=-1) | takes as most_blank a whole number from 0 to 12
mean_of(n, 1, 4, most_blank=1, most_blank=2) | gives mean_of most_blank twice
rank_test_p(n, 5, n, 5, 1, 4, method=5) | takes as method one of asymptotic, exact
rank_test_p(n, 5, n, 5, 1, 4, method="t") | takes as method one of asymptotic, exact
whole_number_of(n, most_blank=1) | gives whole_number_of most_blank, which it does not take
"""


@pytest.mark.parametrize("calculation, sentence", cases(NO_OPTION))
def test_options_that_cannot_be_meant_are_refused(tmp_path, calculation, sentence):
    _, mean = ledger(article(tmp_path, ("n", "20"), ("m", "p=0.77" if "rank" in calculation else "2.77", calculation)))
    assert mean.verdict == "unread" and sentence in mean.reason


def test_the_published_columns_hold_what_applies_and_else_nothing(newham, capsys):
    run(NEWHAM, "json", "discussion_cost_per_person")
    [row] = json.loads(capsys.readouterr().out)
    assert (row["repeats"], row["follows"], row["passes"]) == ("cost_per_person", "differs", None)
    assert row["note"].startswith("Repeats line 226")
    run(NEWHAM, "json", "know_health_follow_up")
    [row] = json.loads(capsys.readouterr().out)
    assert row["repeats"] is row["follows"] is row["note"] is None and 0.9 < row["passes"] < 1


def test_a_primary_figure_names_what_it_enters(tmp_path):
    entries = ledger(article(tmp_path, ("a", "10"), ("b", "7"), ("c", "20", "2 * a"), ("d", "30", "a + c")))
    assert [entry.reason for entry in entries[:2]] == [
        "A primary figure. It enters the calculation of: c, d.",
        "A primary figure.",
    ]


def test_all_reasons_are_listed(tmp_path):
    levels = [f"significant_at(0.{n}, 0.05)" for n in range(10, 20)]
    entry = ledger(article(tmp_path, ("claim", "none", f"none_of({', '.join(levels)})")))[0]
    assert entry.reason.count("is not below 0.05") == 10


# The command ----------------------------------------------------------------------------------------------------------


def test_a_file_without_claims_says_so(tmp_path, capsys):
    assert run(article(tmp_path), "json") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == [] and "published/claims.csv holds no claim" in printed.err
    assert run(tmp_path) == 0 and "Every claim agrees" not in capsys.readouterr().out


def test_a_check_too_long_to_carry_out_is_not_called_a_primary_figure(tmp_path, capsys):
    folder = article(tmp_path, ("n", "3000000"), ("mean", "2.84", "n"), ("sd", "0.81", "sd_of(mean, n, 1, 4)"))
    entries = {entry.id: entry for entry in ledger(folder)}
    assert entries["sd"].unsearched and entries["sd"].meaning == NOT_SEARCHED
    assert not entries["n"].unsearched and entries["n"].meaning == VERDICTS["given"]
    assert run(folder) == 0 and f"1 of those given: {NOT_SEARCHED}." in capsys.readouterr().out
    assert run(folder, only="sd") == 0 and f"given: {NOT_SEARCHED}" in capsys.readouterr().out


def test_the_command_lists_what_does_not_agree_and_shows_one_claim_step_by_step(capsys):
    assert run(INVENTED) == 0
    text = capsys.readouterr().out
    assert text == kept("invented_article", text)
    assert run(INVENTED, only="seeds_each") == 0
    text = capsys.readouterr().out
    assert "seeds_cost = £480, printed in p. 4 (cost of seeds): anything from 479.5 to 480.5" in text
    assert "seeds_cost / took_part = 5, from 4.9947917 to 5.0052083" in text and "verdict      differs" in text
    assert main(["audit", str(INVENTED), "--only", "seeds_eech"]) == 2
    assert 'Did you mean "seeds_each"?' in capsys.readouterr().err
    assert run(INVENTED, only="seeds_cost") == 0 and "given: a primary" in capsys.readouterr().out, (
        "no step leads to it"
    )


def test_a_cell_copied_in_two_ways_is_told(tmp_path, capsys):
    """A cell may stand in claims.csv and in the table; the audit goes by claims.csv and says so."""
    shutil.copytree(NEWHAM / "published", tmp_path / "published", ignore=shutil.ignore_patterns("tables.yml"))
    claims = tmp_path / "published" / "claims.csv"
    for printed, told in (("2.64", True), ("2.63", False)):
        claims.write_text(
            f"id,where,says,printed,calculation\na,table1/know_health/pre,a mean,{printed},\n", encoding="utf-8"
        )
        assert run(tmp_path, only="a") == 0
        error = capsys.readouterr().err
        assert ("table1/know_health/pre is copied as 2.64, but table1.csv has 2.63." in error) == told
    assert run(NEWHAM, only="know_health_pre") == 0
    assert not capsys.readouterr().err


def test_csv_has_the_published_columns(capsys):
    assert run(INVENTED, "csv") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert tuple(rows[0]) == COLUMNS and {row["verdict"] for row in rows} <= set(VERDICTS)


def test_html_has_the_same_rows_and_their_notes(tmp_path, capsys):
    claims = article(tmp_path, ("a", "p<0.001"), ("b", "5", "2 + 2")) / "published" / "claims.csv"
    claims.write_text(claims.read_text().replace("2 + 2,", "2 + 2,<b>see</b> the table"))
    assert main(["audit", str(tmp_path), "--format", "html"]) == 0
    html = capsys.readouterr().out
    assert html.count("<tr id=") == 2 and "&lt;b&gt;see&lt;/b&gt; the table" in html and "p&lt;0.001" in html
    assert [re.sub("<.*?>", "", head) for head in re.findall("<th .*?</th>", html)] == list(COLUMNS)


def test_every_verdict_of_another_tool_belongs_to_one_of_ours():
    assert set(ELSEWHERE) <= set(VERDICTS) and set(APART) <= set(ELSEWHERE)


# Figures outside what whole numbers can give, and searches without end ------------------------------------------------


@pytest.mark.parametrize("printed, end", [("105%", "30 of 30"), ("104%", "30 of 30"), ("-5%", "0 of 30")])
def test_a_percentage_outside_0_to_100_is_impossible(tmp_path, printed, end):
    entry = ledger(article(tmp_path, ("a", "30"), ("k", printed, "whole_number_of(a)")))[1]
    assert entry.verdict == "impossible"
    assert f"No whole number of 30 is {printed}: {end}" in entry.reason
    assert "31 of 30" not in entry.reason


@pytest.mark.parametrize(
    "calculation", ["rank_test_p(m, 254, n, 220, 1, 5)", "rank_test_p_of_some(m, 300, n, 30, 1, 7)"]
)
def test_a_search_through_too_many_answers_is_not_begun(tmp_path, calculation):
    entry = ledger(article(tmp_path, ("m", "2.51"), ("n", "2.63"), ("p", "p=0.034", calculation)))[2]
    assert entry.verdict == "given" and entry.agrees
    assert "too many answers" in entry.reason


def test_results_are_shown_with_two_digits_the_printed_decimals_and_their_sign(tmp_path):
    """2.9 / 1.45 is 2, 2.9 / 1.55 is 1.871: both ends have the digits that one of them needs."""
    rows = [("a", "100"), ("each", "£33.33", "a / 3"), ("rise", "+0.10", "0.5 - 0.4"), ("quarter", "25", "10 / 40")]
    *entries, _, quotient = ledger(
        article(tmp_path, *rows, ("third", "33", "1 / 3"), ("b", "1.5"), ("c", "1.9", "2.9 / b"))
    )
    assert [entry.shown for entry in entries[1:]] == ["£33.33", "+0.10", "0.25", "0.33"]
    assert all(f"= {entry.shown}" in entry.reason for entry in entries[3:])
    assert (
        "= 1.93 (between 1.871 and 2.000, as its inputs are rounded); this agrees with the printed 1.9."
        in quotient.reason
    )


# Whole tables ---------------------------------------------------------------------------------------------------------


def table_article(folder, table, description):
    published = folder / "published"
    published.mkdir(parents=True, exist_ok=True)
    (published / "table1.csv").write_text(table, encoding="utf-8")
    (published / "tables.yml").write_text(description, encoding="utf-8")
    return folder


THIRTY_MEANS = """- tables: [table1]
  columns:
    before: mean_of(24, 1, 5)
    after: mean_of(24, 1, 5)
    change: after - before
    p: rank_test_p(before, 24, after, 24, 1, 5)
"""


def test_thirty_means_with_p_values_need_six_lines_and_the_table(tmp_path):
    """Invented: 72 / 24 is 3.00 and 77 / 24 is 3.21; 3.22 is no mean of 24 answers."""
    rows = "".join(f"Question {n},3.00,{'3.22' if n == 7 else '3.21'},0.21,p=0.500\n" for n in range(1, 16))
    entries = {e.id: e for e in ledger(table_article(tmp_path, "item,before,after,change,p\n" + rows, THIRTY_MEANS))}
    impossible = {name for name, entry in entries.items() if entry.verdict == "impossible"}
    assert len(entries) == 60 and impossible == {"question_7_after", "question_7_p"}
    entry = entries["question_1_change"]
    assert (entry.where, entry.says, entry.verdict) == ("table1/Question 1/change", "Question 1: change", "reproduced")
    assert entry.calculation == "question_1_after - question_1_before"


def test_a_second_figure_in_brackets_is_a_claim_of_its_own(tmp_path):
    description = (
        "- tables: [table1]\n  names: {a: The first}\n  columns:\n    n: ''\n    all: ''\n"
        "    share: {is: '', says: people, bracket: {id: percent, says: share, is: share / all}}\n"
    )
    folder = table_article(tmp_path, "row,n,all,share\na,5,30,12 (40%)\nb,5,30,12 (50%)\nc,5,30,\n", description)
    entries = {entry.id: entry for entry in ledger(folder)}
    assert entries["a_share_percent"].verdict == "reproduced" and entries["b_share_percent"].verdict == "differs"
    assert entries["a_share_percent"].says == "The first: share" and "c_share" not in entries and len(entries) == 10


NO_TABLES = """
a: [ | cannot be read as YAML ;; tables: 5 | is no list of tables with their columns
- {tables: [table1], columns: {x: 5}} | is no list of tables with their columns
- {tables: [table2], columns: {x: '1'}} | names table2, but there is no published/table2.csv
- {tables: [table1], columns: {meen: '1'}} | table1.csv, row 1, column meen: this column is missing. Did you mean "mean"?
"""


@pytest.mark.parametrize("description, sentence", cases(NO_TABLES))
def test_a_description_that_fits_no_table_is_refused(tmp_path, capsys, description, sentence):
    assert main(["audit", str(table_article(tmp_path, "row,mean\na,2.5\n", description))]) == 2
    assert sentence in capsys.readouterr().err


def test_an_unread_cell_names_its_table_and_row(tmp_path):
    description = "- {tables: [table1], columns: {mean: 'mean_of(4, 1, 5)'}}"
    a, b = ledger(table_article(tmp_path, "row,mean\na,2.50\nb,2.x0\n", description))
    assert (a.verdict, b.verdict) == ("attained", "unread") and "published/table1.csv, row 3, column" in b.reason


@pytest.mark.parametrize(
    "means, told", [("2.71 2.8 2.96 3.14", True), ("2.70 2.8 2.96 3.14", False), ("2.7 2.8 2.9 3.14", False)]
)
def test_decimals_that_a_spreadsheet_dropped_are_remarked_on(tmp_path, capsys, means, told):
    rows = "".join(f"r{n},{mean}\n" for n, mean in enumerate(means.split()))
    folder = table_article(tmp_path, "row,mean\n" + rows, "- {tables: [table1], columns: {mean: ''}}")
    assert run(folder) == 0
    assert ("In the column mean of table1 2.8 has fewer decimals than 2.71" in capsys.readouterr().err) == told
