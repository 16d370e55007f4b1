"""Scores, statements, respondents and groups, against pandas, scipy and pingouin on the answers themselves."""

from itertools import chain

import numpy as np
import pandas as pd
import pingouin as pg
import pytest
from scipy import stats

from prepost.audit.disclose import leaks
from prepost.report import scores
from prepost.report.compare import compare, how_compared
from prepost.report.safety import respondents, safe
from prepost.study import load_study
from tests.cases import cases

STUDY = """
title: An invented study
scale: {scale}
domains: {{d: Knowing}}
statements:
  - {{id: a, domain: d, text: First}}
  - {{id: b, domain: d, text: Second, reversed: true}}
  - {{id: c, domain: d, text: Third}}
waves: [pre, post]
comparisons: {{change: {{first: {{wave: pre}}, second: {{wave: post}}}}}}
{more}
"""
SCALE = "{1: Never, 2: Seldom, 3: Often, 4: Always}"


@pytest.fixture
def folder(tmp_path):
    """Writes a study folder of forms, and returns it."""

    def write(forms, more="", scale=SCALE):
        (tmp_path / "study.yml").write_text(STUDY.format(scale=scale, more=more))
        forms.to_csv(tmp_path / "responses.csv", index=False)
        return tmp_path

    return write


def forms(people=40, sites=(("north", 1.0),), seed=5):
    """Answers from 1 to 4 of people who answer twice, higher the second time; a tenth of the cells is blank."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"wave": np.repeat(["pre", "post"], people), "respondent": [f"p{n % people}" for n in range(2 * people)]}
    )
    bent = random.normal(2.4, 0.8, people)
    for name, sign in (("a", 1), ("b", -1), ("c", 1)):
        answer = np.r_[bent, bent + 0.5] + random.normal(0, 0.5, 2 * people)
        answer = pd.Series(np.clip(np.round(answer), 1, 4)).where(random.random(2 * people) > 0.1)
        frame[name] = (answer if sign > 0 else 5 - answer).astype("Int64")
    edges = np.cumsum([round(share * people) for _, share in sites])
    return frame.assign(site=[sites[int(np.searchsorted(edges, n % people, "right"))][0] for n in range(2 * people)])


def by_hand(frame, fewest, times=1):
    """The score of each form: the mean of a, 5 - b and c, where enough of them are there."""
    answers = pd.DataFrame({"a": frame["a"], "b": 5 - frame["b"], "c": frame["c"]}).astype(float)
    return answers, answers.mean(axis=1).where(answers.notna().sum(axis=1) >= fewest) * times


TESTS = {
    "mann_whitney": lambda x, y: stats.mannwhitneyu(x, y, use_continuity=False, method="asymptotic"),
    "brunner_munzel": stats.brunnermunzel,
    "welch": lambda x, y: stats.ttest_ind(y, x, equal_var=False),
    "wilcoxon": lambda x, y: stats.wilcoxon(np.round(y - x, 9), correction=False, method="asymptotic"),
    "sign": lambda x, y: stats.binomtest(int((y > x + 1e-9).sum()), int((abs(y - x) > 1e-9).sum())),
}


@pytest.mark.parametrize("method, fewest, times", [("mean", 2, 1), ("sum", 3, 3)])
@pytest.mark.parametrize("test", TESTS)
def test_a_score_and_its_change_are_those_of_pandas_scipy_and_pingouin(folder, test, method, fewest, times):
    paired, frame = test in ("wilcoxon", "sign"), forms()
    more = f"test: {test}\nmin_cell: 1\ndesign: {'paired' if paired else 'unpaired'}\nscores: {{s: {{domain: d, method: {method}, fewest: {fewest}}}}}"
    study = load_study(folder(frame, more))
    answers, values = by_hand(frame, fewest, times)
    before, after = (values[frame["wave"] == wave] for wave in ("pre", "post"))
    found = scores.scores_frame(study)
    for row, wave, side in zip(found.itertuples(), ("pre", "post"), (before, after)):
        alpha, ends = pg.cronbach_alpha(answers[frame["wave"] == wave].dropna())
        expected = [side.count(), side.mean(), side.std(), side.median(), alpha, *ends]
        assert list(row)[3:] == pytest.approx(expected, rel=1e-9)
    x, y = before.to_numpy(), after.to_numpy()
    x, y = (side[~np.isnan(x + y)] for side in (x, y)) if paired else (side[~np.isnan(side)] for side in (x, y))
    row, oracle = scores.compare_scores(study).iloc[0], TESTS[test](x, y)
    ends = (stats.ttest_rel(y, x) if paired else stats.ttest_ind(y, x, equal_var=False)).confidence_interval(0.95)
    assert (row["test"], row["n1"], row["n2"]) == (test, len(x), len(y))
    assert row["p"] == pytest.approx(oracle.pvalue, rel=1e-9)
    assert [row["mean1"], row["mean2"]] == pytest.approx([x.mean(), y.mean()], rel=1e-9)
    assert [row["change_pct_low"], row["change_pct_high"]] == pytest.approx(
        np.array(ends) * 100 / (3 * times), rel=1e-9
    )


def test_right_and_wrong_answers_make_a_sum_with_the_alpha_that_r_gives(folder):
    """pingouin's example: alpha(data, use = "complete.obs") of R 4.2.2, psych 2.2.9, gives 0.801694915254237."""
    data = pg.read_dataset("cronbach_wide_missing").dropna()
    assert scores._reliability(data.astype(float), 1)["alpha"] == pytest.approx(0.8016949152542373, rel=1e-12)
    frame = forms().assign(**{name: lambda frame, name=name: (frame[name] > 2).astype("Int64") for name in "abc"})
    study = load_study(folder(frame, "scores: {s: {domain: d, method: sum}}", scale="{0: wrong, 1: right}"))
    right = (frame["a"] + 1 - frame["b"] + frame["c"]).astype(float)
    assert scores.score_values(study, "s").equals(right)


def test_scores_are_shown_where_they_are_asked_for_and_who_gave_which_answers_is_known(folder, shown):
    asked = "scores: {s: {domain: d}}"
    for more, said in (
        (f"{asked}\nprovenance: {{responses.csv: reconstructed}}", ["do not say who gave which answers together"]),
        ("", ["No score across statements is asked for in study.yml (scores)."]),
        (asked, ["Scores by wave", "How the scores changed"]),
    ):
        scores.show_scores(load_study(folder(forms(), more)))
        assert len(shown) == len(said) and all(words in html for words, html in zip(said, shown))
        shown.clear()


def test_statements_one_by_one_are_those_of_numpy_and_hide_what_few_chose(folder, shown):
    frame = forms().assign(c=[1] * 2 + [2] * 12 + [3] * 6 + [4] * 20 + [4] * 40)
    rows, first = scores.items_frame(load_study(folder(frame, "min_cell: 1")), "pre"), frame[frame["wave"] == "pre"]
    for name, answers in {"a": first["a"], "b": 5 - first["b"], "c": first["c"]}.items():
        given = answers.dropna().to_numpy(dtype=float)
        expected = [given.mean(), given.std(ddof=1), np.median(given)]
        expected += [(given >= 3).mean(), (given == 1).mean(), (given == 4).mean()]
        assert list(rows.loc[name])[1:] == pytest.approx([len(given), 40 - len(given), *expected], rel=1e-12)
    study = load_study(folder(frame))
    row = scores.items_frame(study, "pre").loc["c"]
    assert row[["floor", "ceiling"]].isna().all() and row["top_two"] == 26 / 40, "two people chose the lowest point"
    scores.show_items(study)
    assert len(shown) == 2 and "nan" not in "".join(shown)


def test_the_few_without_a_match_are_not_told_by_subtraction(folder):
    """40 people answer twice, two before alone: what stands for the first wave is the score of the matched people."""
    frame = pd.concat([forms(), forms(2, seed=8).iloc[:2].assign(respondent=["x", "y"])]).fillna(
        {"a": 2, "b": 2, "c": 2}
    )
    study = load_study(folder(frame, "design: paired\nscores: {s: {domain: d, method: sum}}"))
    found = scores.scores_frame(study)
    assert found["n"].tolist() == [40, 40] and found["wave"].tolist() == ["pre, matched people", "post"]
    counted = [pg.cronbach_alpha(by_hand(frame[frame["wave"] == wave].iloc[:40], 3)[0])[0] for wave in ("pre", "post")]
    assert found["alpha"].tolist() == [round(alpha, 1) for alpha in counted], "of the forms that n counts"
    said = {wave: scores.items_frame(study, wave)["text"] for wave in study.waves}
    assert said["pre"].str.endswith(", matched people").all(), "two answered beside them"
    assert not said["post"].str.contains("matched people").any(), "nobody did"
    assert leaks(chain(*scores.safe_scores(study).entries.values()), 5) == []


@pytest.mark.parametrize("few", [0, 1, 4, 5])
@pytest.mark.parametrize("design", ["unpaired", "paired"])
@pytest.mark.parametrize("size", [2, 3])
def test_a_score_is_shown_where_those_without_some_of_its_answers_are_none_or_enough(folder, few, design, size):
    """Sums of 54 of 21 forms and 63 of 22, and a score of both of 114 of 21, give the other answer of the one left: 3."""
    frame = forms().fillna({"a": 2, "b": 2, "c": 2})
    frame.loc[: few - 1, "a"] = pd.NA
    path = folder(frame, f"design: {design}\nscores: {{s: {{domain: d}}, any: {{domain: d, fewest: 1}}}}") / "study.yml"
    text = path.read_text().replace("{d: Knowing}", "{d: Knowing, e: Other}")
    path.write_text(text.replace("c, domain: d", f"c, domain: {'de'[size == 2]}"))
    study, is_shown = load_study(path.parent), few in (0, 5)
    found, changes = scores.scores_frame(study)["n"], scores.compare_scores(study)["change"]
    # Who left an answer blank before is not among the matched after: there the score would tell of the same few.
    assert found.notna().tolist()[:2] == [is_shown, is_shown or design == "unpaired"]
    assert changes.notna().tolist() == [is_shown, is_shown]
    assert not is_shown or found.tolist() == [40 - few, 40, 40, 40]


def test_scores_less_each_other_leave_enough_too(folder):
    """Seven of all leave an answer blank, six of these in the north: the two scores less their statements would tell of one."""
    frame = forms(sites=(("north", 0.5), ("south", 0.5))).fillna({"a": 2, "b": 2, "c": 2}).assign(respondent="")
    frame.loc[[*range(6), 25], "a"] = pd.NA
    path = folder(frame, "scores: {s: {domain: d}}") / "study.yml"
    north = "}, north: {first: {wave: pre, site: north}, second: {wave: post, site: north}}}"
    path.write_text(path.read_text().replace("second: {wave: post}}}", f"second: {{wave: post}}{north}"))
    changes = scores.compare_scores(load_study(path.parent)).set_index("comparison")
    assert changes["n1"].notna().to_dict() == {"change": True, "north": False}


def test_a_score_of_one_statement_tells_no_more_than_the_statement(folder):
    frame = forms().assign(a=[1] * 2 + [2] * 12 + [3] * 6 + [4] * 60)
    path = folder(frame, "scores: {s: {domain: e}}") / "study.yml"
    text = path.read_text().replace("{d: Knowing}", "{d: Knowing, e: One}")
    path.write_text(text.replace("a, domain: d", "a, domain: e"))
    study = load_study(path.parent)
    assert scores.scores_frame(study)[["sd", "median"]].isna().all(axis=1).tolist() == [True, False]
    assert scores.compare_scores(study)["step"].isna().all() and (frame["a"][40:] == 4).all()


HOSTILE = "<i>south</i>"


def test_small_groups_and_what_would_tell_of_them_are_shown_nowhere(folder, shown):
    sites = (("north", 0.5), ("east", 0.2), ("west", 0.2), (HOSTILE, 0.1))  # of 20, 8, 8 and 4 people
    study = load_study(folder(forms(sites=sites), "by: [site]\ndesign: paired"))
    forms_shown, published = respondents(study)["site"]
    assert forms_shown["pre"].dropna().to_dict() == {"north": 20, "west": 8}
    effects = scores.by_group(study, "site", "change")
    assert HOSTILE not in set(effects["comparison"])
    for _, rows in effects.groupby("statement"):
        n = dict(zip(rows["comparison"], rows["n1"]))
        assert n.pop("") - sum(n.values()) >= 5 and len(n) <= 2
    published = [*published, *chain(*scores.safe_groups(study).entries.values(), *safe(study).entries.values())]
    assert leaks(published, 5) == []
    for show in (scores.show_respondents, scores.show_groups):
        show(study)
    assert "south" not in "".join(shown) and "Together" in "".join(shown)


@pytest.mark.parametrize("design", ["unpaired", "paired"])
def test_a_change_by_cohort_is_that_of_the_cohort_alone(folder, shown, design):
    frame = forms(sites=(("2024", 0.5), ("<b>2025", 0.5))).rename(columns={"site": "cohort"})
    study = load_study(folder(frame, f"design: {design}"))
    effects = scores.by_group(study, "cohort", "change").set_index(["comparison", "statement"])
    alone = compare(load_study(folder(frame[frame["cohort"] == "2024"], f"design: {design}"))).set_index("statement")
    for statement in "abc":
        for column in ("n1", "n2", "mean1", "mean2", "z", "p", "rank_biserial"):
            assert effects.loc[("2024", statement), column] == alone.loc[statement, column]
    counted = load_study(folder(frame, f"design: {design}"), frame.assign(session="", sessions_attended=""))
    pd.testing.assert_frame_equal(
        scores.by_group(counted, "cohort", "change").set_index(["comparison", "statement"]), effects
    )
    scores.show_groups(study)
    assert "<b>2025" not in "".join(shown) and "&lt;b&gt;2025" in "".join(shown)
    doubled = load_study(folder(frame, f"design: {design}"), frame.assign(session="", respondent="p1"))
    assert scores._has_groups(doubled, "cohort", "change") == (design == "unpaired"), (
        "whose forms they are is not known"
    )


def test_a_change_that_would_tell_of_few_is_not_shown_beside_its_groups_either(folder):
    """Three forms are of the second session: the changes of all and of the first session would tell of them."""
    frame = forms(sites=(("north", 0.5), ("south", 0.5))).assign(session=[1] * 77 + [2] * 3, respondent="")
    path = folder(frame, "sessions: [1, 2]\nby: [site]") / "study.yml"
    first = "}, first: {first: {wave: pre}, second: {wave: post, session: 1}}}"
    path.write_text(path.read_text().replace("second: {wave: post}}}", f"second: {{wave: post}}{first}"))
    study = load_study(path.parent)
    assert [len(scores.by_group(study, "site", key)) for key in ("change", "first")] == [9, 0]


METHODS = r"""
| Forms of different people are compared by the Mann-Whitney U test (ties corrected for, without a continuity
continuity: true | with a continuity correction).
test: welch | spread differently. Where no spread can be estimated, the Mann-Whitney U test takes its place.
design: paired\ntest: sign | Matched forms are compared by the exact sign test, which counts who rose and who
design: paired\nexact: 50 | Where it rests on 50 people or fewer, its p-value is exact, given the ties.
"""


@pytest.mark.parametrize("more, said", cases(METHODS))
def test_the_methods_page_names_the_test_that_is_made(folder, more, said):
    study = load_study(folder(forms(), more.replace("\\n", "\n")))
    assert said in how_compared(study)
    assert set(compare(study)["test"]) == {study.test}
