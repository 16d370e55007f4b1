"""Matching by code: nothing is guessed, and what could not be matched is counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.study import inspect, load_study
from prepost.study.check import match_reports
from prepost.study.pairing import MatchReport, match

CODES = st.lists(st.sampled_from(["", "a", "b", "c", "d", "e"]), max_size=12)


@pytest.fixture
def paired(folder):
    """A paired study: Ann twice before, Bo and Di matched, one form without a code, Cy only before, Ed only after."""
    path = folder / "study.yml"
    path.write_text(path.read_text().replace("design: unpaired", "design: paired"))
    (folder / "responses.csv").write_text(
        "wave,respondent,know_plan,find_plan,call_school\n"
        "pre,ann,1,1,1\npre,ann,2,2,2\npre,bo,1,2,3\npre,,5,5,5\npre,cy,3,3,3\npre,di,2,4,\n"
        "post,bo,4,1,3\npost,ann,5,5,5\npost,ed,1,1,1\npost,di,2,Prefer not to say,4\n"
    )
    return load_study(folder)


def test_the_match_report_counts_every_form_once(paired):
    report = paired.match_report("pre_post")
    assert (report.before, report.after, report.paired) == (6, 4, 2)
    assert (report.ambiguous, report.blank, report.only_before, report.only_after) == (3, 1, 1, 1)


def test_matched_answers_as_counts(paired):
    """Bo moves from 1 to 4, Di stays at 2; turned round, Bo's 2 and 1 are 4 and 5; Di is once off the scale, once blank."""
    for statement, cells in {"know_plan": [(0, 3), (1, 1)], "find_plan": [(3, 4)], "call_school": [(2, 2)]}.items():
        table = paired.pairs(statement, "pre_post")
        assert table.sum() == len(cells) and all(table[cell] == 1 for cell in cells)


@given(first=CODES, second=CODES)
def test_matching_accounts_for_all_forms(first, second):
    pairs, numbers = match(first, second)
    assert numbers["before"] + numbers["after"] == (
        2 * numbers["paired"] + numbers["ambiguous"] + numbers["blank"] + numbers["only_before"] + numbers["only_after"]
    )
    for before, after in pairs:
        assert first[before] == second[after] != ""
        assert Counter(first)[first[before]] == Counter(second)[second[after]] == 1


def test_only_comparisons_between_waves_are_matched(folder):
    path = folder / "study.yml"
    within = "comparisons:\n  sessions: {first: {wave: post, session: 1}, second: {wave: post, session: 2}}"
    path.write_text(path.read_text().replace("unpaired", "paired").replace("comparisons:", within))
    found = inspect(folder)
    assert set(found.settings.comparisons) == {"sessions", "pre_post"}
    # P01 and P02 have one form in each wave.
    assert match_reports(found) == [MatchReport("pre_post", 2, 2, 2, 0, 0, 0, 0)]
