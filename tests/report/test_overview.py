"""The first page: what it finds, in whose words, and what it leaves out."""

import numpy as np
import pytest

from prepost.report.answers import Answers
from prepost.report.compare import compare
from prepost.report.overview import _findings
from prepost.study import load_study

STUDY = """
title: An invented study
setting: A <b>harbour</b>
scale: {1: "No", 2: "", 3: "", 4: "Yes"}
domains: {use: Use}
statements:
  - {id: helps, domain: use, text: It helps}
  - {id: lasts, domain: use, text: It lasts}
  - {id: pleased, domain: use, text: I am pleased, columns: {after: pleased}}
waves: {before: Before, after: After}
design: DESIGN
comparisons: {at_once: {first: {wave: before}, second: {wave: after}}}
min_cell: 5
"""


@pytest.fixture
def study(tmp_path):
    """A study in which two statements were answered as given in each wave; the third only afterwards, always with 4."""

    def write(helps, lasts, design="unpaired"):
        rows = []
        for wave, place in (("before", 0), ("after", 1)):
            pairs = zip(np.repeat([1, 2, 3, 4], helps[place]), np.repeat([1, 2, 3, 4], lasts[place]), strict=True)
            rows += [f"{wave},,K{n},,{a},{b},{'4' * place}" for n, (a, b) in enumerate(pairs)]
        (tmp_path / "study.yml").write_text(STUDY.replace("DESIGN", design))
        header = "wave,session,respondent,sessions_attended,helps,lasts,pleased"
        (tmp_path / "responses.csv").write_text("\n".join([header, *rows]) + "\n")
        return load_study(tmp_path)

    return write


RISE, STAY, ALIKE = ([20, 15, 5, 0], [0, 5, 15, 20]), ([5, 15, 15, 5], [5, 15, 14, 6]), ([0, 40, 0, 0],) * 2


def test_findings_are_the_largest_significant_changes(study):
    """By hand: means 1.625 and 3.375, a change of 1.75 of 3 points."""
    found = study(RISE, STAY)
    opening, *rest = _findings(found, compare(found))
    assert opening.startswith(
        "After against before: answers were significantly higher on one of the two statements and not significantly "
        "different on one (not compared: one asked of one group alone). Intervals are at the 95% level."
    )
    [finding] = rest
    rose = "“It helps” rose from 1.63 to 3.38 on the scale from 1 to 4, by 58% of the range (interval +"
    assert finding.startswith(rose)
    assert finding.endswith("; n = 40 and 40).")


def test_a_group_that_was_not_asked_has_no_row(study):
    assert [*Answers.of(study(RISE, STAY), "use").groups["I am pleased"]] == ["After"]


def test_with_nothing_significant_one_change_is_named_and_no_p_value(study):
    found = study(STAY, ALIKE, design="paired")
    [_, finding] = _findings(found, compare(found))
    assert finding.startswith("The largest change, which is not significant: “It helps” rose from 2.50 to 2.53")
    assert "n = 40 matched people" in finding and "p =" not in finding
    found = study(ALIKE, ALIKE)
    assert _findings(found, compare(found))[1] == "No mean changed."
