"""Sensitivity of results, and the sentences about it, on invented studies written by the tests."""

from math import comb

import numpy as np
import pytest
from scipy.stats import t
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

from prepost.report import robustness
from prepost.report.compare import compare
from prepost.stats.ranks import superiority
from prepost.study import load_study

STUDY = """
title: An invented study
scale: {1: Never, 2: Seldom, 3: Often, 4: Always}
domains: {habits: Habits}
statements:
  - {id: reads, domain: habits, text: Reads}
  - {id: writes, domain: habits, text: Writes}
waves: [before, after, later]
sessions: [1, 2]
comparisons:
  at_once: {first: {wave: before}, second: {wave: after}, text: After against before}
  in_time: {first: {wave: before, session: 2}, second: {wave: later}, text: Later against before session 2}
specifications:
  in_time: {first: {wave: before, session: 2}, second: {wave: later}, text: Later against before session 2}
  over_all: {first: {wave: before}, second: {wave: later}, text: Later against all before}
alpha: 0.05
correction: {method: bonferroni, family: comparison}
equivalence_margin: 0.1
min_cell: LEAST
provenance: {responses.csv: PROVENANCE}
"""


@pytest.fixture
def study(tmp_path):
    """Writes a study whose answers `draw(wave, session)` gives for each form, and loads it."""

    def write(draw, people=60, provenance="invented", min_cell=1):
        (tmp_path / "study.yml").write_text(STUDY.replace("PROVENANCE", provenance).replace("LEAST", str(min_cell)))
        lines = ["wave,session,respondent,sessions_attended,reads,writes"]
        for wave in ("before", "after", "later"):
            for person in range(people if wave != "later" else people // 2):
                session = person % 2 + 1
                place = f"{session},," if wave != "later" else f",,{2 if person % 3 else 1}"
                lines.append(f"{wave},{place},{draw(wave, session)},{draw(wave, session)}")
        (tmp_path / "responses.csv").write_text("\n".join(lines) + "\n")
        places = ((person, session) for person in range(people) for session in range(1, 2 + (person < people // 3)))
        attended = [f"p{person},{session},Health,Clinic" for person, session in places]
        (tmp_path / "attendance.csv").write_text("\n".join(["person,session,sector,organisation", *attended]) + "\n")
        return load_study(tmp_path)

    return write


def drawn(shift):
    """Answers that move by `shift[wave]` points."""
    random = np.random.default_rng(5)
    return lambda wave, session: int(np.clip(random.integers(1, 4) + shift[wave], 1, 4))


RISE, SAME = {"before": 0, "after": 1, "later": 1}, {"before": 0, "after": 0, "later": 0}


def test_an_account_of_other_answers_is_not_used(study):
    ranges = {"reads": {"at_once": {"p": [0, 1], "change_pct": [90.0, 91.0], "rank_biserial": [0, 1]}}}
    found = study(drawn(SAME), provenance="reconstructed")
    assert robustness.valid_summary(found, compare(found), {"ranges": ranges}) is None
    value = compare(found)["change_pct"][0]
    for low, high, fits in ((value, value, True), (value + 1e-4, 90.0, False), (-90.0, value - 1e-4, False)):
        ranges["reads"]["at_once"]["change_pct"] = [low, high]
        assert (robustness.valid_summary(found, compare(found), {"ranges": ranges}) is not None) == fits
    assert robustness.valid_summary(found, compare(found), {}) is None
    found = study(drawn(SAME))
    assert robustness.valid_summary(found, compare(found), {"ranges": ranges}) is None


def test_corrections_count_what_each_leaves(study):
    found = study(drawn(RISE))
    ways = robustness.corrections(found, compare(found))
    names = ["None", "Bonferroni, 2 tests a statement", "Holm, all 4 tests", "Benjamini-Hochberg, all 4 tests"]
    assert ways["correction"].tolist() == names
    counts = ways[["at_once", "in_time"]].to_numpy()
    assert (counts[0] >= counts[1:]).all()


def test_those_who_came_more_often_are_set_against_the_others(study):
    """By hand: of 40 who came once 10 answered later, of 20 who came twice all 20; only the reverse is as unlikely."""
    found = study(drawn(SAME))
    rows = robustness.answered(found, {"wave": "later"})
    assert rows[["group", "people", "forms", "share"]].to_numpy().tolist() == [["1", 40, 10, 0.25], ["2", 20, 20, 1]]
    assert rows["p"].tolist() == pytest.approx([2 * comb(40, 10) / comb(60, 30)] * 2)
    assert robustness.answered(found, {"wave": "before"}) is None, "the forms do not say"
    shown = [robustness.answered(study(drawn(SAME), min_cell=n), {"wave": "later"}) is not None for n in (10, 11)]
    assert shown == [True, False]


def test_equivalence_is_two_one_sided_t_tests():
    """By hand: t = (effect -+ margin) / standard error, the larger p of the two."""
    a, b = [40, 90, 110, 60], [42, 88, 108, 62]
    effect, (value, p) = superiority(a, b), robustness._unmatched(a, b, 0.06)
    expected = max(
        t.sf((effect.value - 0.44) / effect.se, effect.df), t.cdf((effect.value - 0.56) / effect.se, effect.df)
    )
    assert (value, p) == pytest.approx((effect.value, expected), rel=1e-9) and expected < 0.05
    assert np.isnan(robustness._unmatched([5, 4, 0], [0, 0, 6], 0.06)).all()


@pytest.mark.parametrize("people, least, shown", [(60, 30, 2), (60, 31, 0), (2, 1, 0), (4, 1, 2)])
def test_equivalence_is_asked_of_groups_that_may_be_shown_and_of_two_answers_at_least(study, people, least, shown):
    """Half as many people answer later as before, and half of the forms before are of the second session."""
    assert len(robustness.equivalences(study(drawn(RISE), people, min_cell=least), "in_time")) == shown


def test_equivalence_of_matched_forms_is_that_of_rising_and_falling_people():
    """statsmodels' ttost_mean on 1 for each who rises, 1/2 for each who stays, 0 for each who falls."""
    table = np.array([[8, 3, 1], [2, 9, 2], [0, 3, 12]])
    people = np.repeat([1, 0.5, 0], [3 + 1 + 2, 8 + 9 + 12, 2 + 0 + 3])
    value, p = robustness._matched(table, 0.1)
    assert value == pytest.approx(people.mean())
    assert p == pytest.approx(DescrStatsW(people).ttost_mean(0.4, 0.6)[0], rel=1e-9)
    assert np.isnan(robustness._matched(np.diag([3, 4, 5]), 0.1)).all(), "nobody moves: no spread"


def test_what_could_be_found_rests_on_the_matched_people(study):
    """25 people matched by their codes among 60 forms before and 60 after; half of them rise by one point."""
    folder = study(drawn(SAME)).folder
    with (folder / "study.yml").open("a") as file:
        file.write("design: paired\n")
    rows = [
        f"{wave},1,{f'K{n}' * (n < 25)},,{1 + n % 3 + (wave == 'after') * (n % 2)},2"
        for wave in ("before", "after")
        for n in range(60)
    ]
    header = "wave,session,respondent,sessions_attended,reads,writes"
    (folder / "responses.csv").write_text("\n".join([header, *rows]) + "\n")
    table = robustness.equivalences(load_study(folder), "at_once").set_index("statement")
    assert table["n1"].tolist() == table["n2"].tolist() == [25, 25]
    sd = np.std([n % 2 for n in range(25)], ddof=1)
    expected = TTestPower().solve_power(None, 25, 0.025, 0.8) * sd * 100 / 3
    assert table.loc["reads", "detectable"] == pytest.approx(expected, rel=1e-6)
    assert np.isnan(table.loc["writes", "detectable"]), "nobody moved: not defined, and no 0.0 %"
