"""What only coded interviews can show: how new themes ran out, who raised what, how far coders agree.

Nothing is read out of reconstructed codings, in which who raised what is made up: a sentence says so instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from statistics import NormalDist

import numpy as np
import pandas as pd

from prepost.audit.disclose import recovered
from prepost.report.style import CATEGORIES, LINE
from prepost.report.wording import (
    capital,
    format_number,
    in_words,
    interval,
    level_words,
    p_value,
    percent,
    with_noun,
)
from prepost.stats.crosstabs import make_up
from prepost.stats.saturation import expected_themes
from prepost.study import Study
from prepost.study.disclosure import HIDDEN, Entry, hide_small, may_show, people

MADE_UP = (
    "Who raised which theme was not published; the codings here are reconstructed, so nothing can be read out of them."
)


def raised_by(study: Study) -> list[set[str]]:
    """The themes of each interview.

    Parameters
    ----------
    study : prepost.study.Study
        Interviews without a coded passage count too.

    Returns
    -------
    list of set of str
        Empty where there are no codings, where they are reconstructed, or where fewer than `min_cell` were
        interviewed. A theme that fewer than `min_cell` people raised is in none: with it, the curve would tell how many did.
    """
    if study.codings is None or study.is_reconstructed("codings.csv"):
        return []
    coded = study.codings[study.codings["interview"] != ""]
    held = list(
        dict.fromkeys([*(study.interviews["interview"] if study.interviews is not None else ()), *coded["interview"]])
    )
    if not may_show(len(held), study.min_cell):
        return []
    told = _told(coded, study.min_cell)
    themes = coded[coded["theme"].map(told).astype(bool)].groupby("interview")["theme"].agg(set).to_dict()
    return [themes.get(interview, set()) for interview in held]


def _told(coded: pd.DataFrame, min_cell: int) -> pd.Series:
    """Whether enough people raised each theme for it to be told of."""
    return coded.groupby("theme")["interview"].nunique().map(lambda n: may_show(n, min_cell))


def agreement_sentences(study: Study) -> list[str]:
    """How far each two coders agree on the themes of the passages that both coded: Cohen's kappa with its interval.

    Parameters
    ----------
    study : prepost.study.Study
        Its codings name coders and hold the passages.

    Returns
    -------
    list of str
        A sentence for each two coders, who are numbered, not named; one sentence where there is nothing to measure, or where
        fewer than `min_cell` people raised one of the themes, and none where the codings name no coder or are reconstructed.
    """
    if study.codings is None or study.is_reconstructed("codings.csv"):
        return []
    coded = study.codings[study.codings["coder"] != ""]
    coders = sorted(coded["coder"].unique())
    if len(coders) < 2:
        return ["One coder worked on the passages, so there is no agreement of coders to measure."] * len(coders)
    if not _told(study.codings[study.codings["interview"] != ""], study.min_cell).all():
        return [
            "How far the coders agree is not told: with it could be worked out how many people raised a theme of few."
        ]
    units = ["interview", "question", "quote"]
    passages = coded[coded["quote"] != ""]
    several = passages.drop_duplicates([*units, "coder", "theme"]).duplicated([*units, "coder"]).any()
    first = passages.drop_duplicates([*units, "coder"]).set_index([*units, "coder"])["theme"].unstack("coder")
    words = []
    for one, other in combinations(range(len(coders)), 2):
        names = "Two coders" if len(coders) == 2 else f"Coders {one + 1} and {other + 1}"
        words.append(_agreed(first.reindex(columns=[coders[one], coders[other]]).dropna(), names))
    return words + ["Where a coder gave a passage several themes, the first of them counts here."] * bool(several)


def _agreed(both: pd.DataFrame, names: str) -> str:
    """The agreement of two coders on the passages that both coded, a column each."""
    from statsmodels.stats.inter_rater import cohens_kappa

    if both.empty:
        return f"{names} coded no passage in common, so their agreement cannot be measured."
    themes = sorted(set(both.to_numpy().ravel()))
    shared = f"{names} both coded {with_noun(len(both), 'passage')}"
    if len(themes) < 2:
        return f"{shared} and gave all of them one theme: agreement beyond chance has no value then."
    table = pd.crosstab(*(pd.Categorical(both[name], themes) for name in both), dropna=False).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):  # its z has no value where a coder never varies
        found = cohens_kappa(table)
    n = len(both)
    reach = NormalDist().inv_cdf(0.975) * max(found.var_kappa, 0.0) ** 0.5
    low, high = max(found.kappa - reach, -1.0), min(found.kappa + reach, 1.0)
    return (
        f"{capital(names)} gave {percent(np.trace(table) / n)} of {with_noun(n, 'passage')} the same theme, where chance"
        f" would give {percent(table.sum(axis=1) @ table.sum(axis=0) / n**2)}: Cohen's kappa is"
        f" {format_number(found.kappa)} ({level_words(0.95)} interval {interval(low, high)})."
    )


def saturation_table(interviews: list[set[str]]) -> pd.DataFrame:
    """Different themes to be expected of one, two, three ... interviews, in any order.

    Parameters
    ----------
    interviews : list of set of str
        As `raised_by` returns them. In the order in which they were held they would tell of single people.
    """
    rows = [[format_number(n, 0), format_number(themes, 1)] for n, themes in enumerate(_expected(interviews), start=1)]
    return pd.DataFrame(rows, columns=["Interviews", "Themes in any order"])


def _expected(interviews: list[set[str]]) -> list[float]:
    themes = set().union(*interviews)
    return expected_themes([sum(theme in own for own in interviews) for theme in sorted(themes)], len(interviews))


def saturation_title(interviews: list[set[str]]) -> str:
    """How many themes the last quarter of the interviews would be expected to bring.

    >>> saturation_title([{"Time"}, {"Time", "Place"}, {"Place"}, {"Time", "Place"}])
    'The last interview, in any order, would be expected to bring 0.0 new themes'
    """
    expected, last = _expected(interviews), max(len(interviews) // 4, 1)
    new = expected[-1] - (expected[-last - 1] if len(expected) > last else 0)
    which = "interview" if last == 1 else f"{in_words(last)} interviews"
    return f"The last {which}, in any order, would be expected to bring {format_number(new, 1)} new themes"


def saturation_figure(interviews: list[set[str]]):
    """How new themes run out: different themes to be expected of so many interviews, in any order.

    Parameters
    ----------
    interviews : list of set of str
        As `raised_by` returns them; at least one.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.
    """
    expected = _expected(interviews)

    def draw(ax) -> None:
        ax.plot(range(1, len(expected) + 1), expected, linewidth=2, color=CATEGORIES[1])
        ax.set(xlim=(1, max(len(expected), 2)), ylim=(0, max(expected[-1], 1) * 1.1))
        ax.locator_params(integer=True)
        ax.grid(axis="y", color=LINE, linewidth=0.6)
        ax.set(xlabel="Interviews", ylabel="Different themes")

    half = format_number(expected[(len(expected) + 1) // 2 - 1], 1)
    themes = with_noun(round(expected[-1]), "theme")
    summary = f"{themes} in {with_noun(len(expected), 'interview')}; half of the interviews would be expected to bring {half}."
    return draw, f"A rising curve of the different themes to be expected of so many interviews. {summary}", summary


def spread_table(study: Study) -> tuple[pd.DataFrame, list[Entry]]:
    """How the themes spread over sectors: who raised each, with an exact test.

    Parameters
    ----------
    study : prepost.study.Study
        Its interviews have sectors; its codings are not reconstructed.

    Returns
    -------
    table : pandas.DataFrame of text
        A row a theme that `min_cell` people or more raised: how many of each sector raised it (small numbers hidden),
        and the p-value of the exact test that those who raised it are made up as all interviewees are, without a
        correction for the number of themes. Empty where it cannot be made.
    published : list of prepost.study.disclosure.Entry
        Its account, with what it hides.
    """
    if study.codings is None or study.interviews is None or study.is_reconstructed("codings.csv"):
        return pd.DataFrame(), []
    sizes, counts, shown, published = _spread(study)
    groups = {name: n for name, n in sizes.items() if name and n}
    if len(groups) < 2:
        return pd.DataFrame(), []
    rows = []
    for theme, cells in shown.items():
        if any(cells[name] for name in groups):
            words = [
                HIDDEN if cells[name] is None else f"{format_number(cells[name], 0)} of {format_number(n, 0)}"
                for name, n in groups.items()
            ]
            own = [counts[theme][name] for name in groups]
            rows.append([theme, *words, "–" if HIDDEN in words else _p(own, list(groups.values()))])
    return pd.DataFrame(rows, columns=["Theme", *groups, "p"]), published


def _spread(study: Study) -> tuple[dict, dict, dict, list[Entry]]:
    """Interviewees of each sector (None if hidden); of these, who raised each theme, and the same with small numbers hidden,
    those of hidden sectors among them; the account of what is shown.
    """
    group_of = dict(zip(study.interviews["interview"], study.interviews["sector"], strict=True))
    whole = {name: int(n) for name, n in study.interviews["sector"].value_counts().items()}
    sizes, counts, shown, published = hide_small(whole, study.min_cell), {}, {}, []
    for theme, codings in study.codings[study.codings["interview"] != ""].groupby("theme", sort=False):
        people = [group_of.get(interview, "") for interview in codings["interview"].unique()]
        counts[theme] = {name: people.count(name) for name in sizes}
        least = max(study.min_cell - 1, 1)
        heads = {name: n if sizes[name] is not None else max(min(n, least), 1) for name, n in counts[theme].items()}
        cells = hide_small(counts[theme], study.min_cell, heads)
        entries = _spread_entries(study, sizes, theme, cells)
        if not any(recovered(entries, study.min_cell)):
            shown[theme] = cells
            published += entries
    return sizes, counts, shown, published


def _spread_entries(study: Study, sizes: Mapping, theme: str, cells: Mapping) -> list[Entry]:
    """The account of one theme: the sizes of the sectors, who raised it in each, and in all, which other pages show."""
    groups = [({"sector": name}, n) for name, n in sizes.items()]
    groups += [({"sector": name, f"theme {theme}": "yes"}, n) for name, n in cells.items()]
    coded = study.codings[(study.codings["theme"] == theme) & (study.codings["interview"] != "")]
    total = coded["interview"].nunique()
    groups += [({f"theme {theme}": "yes"}, total if may_show(total, study.min_cell) else None)]
    groups += [({}, len(study.interviews))]
    return [entry for group, n in groups for entry in people(study, group, n, file="interviews.csv")]


def _p(raised: list[int], groups: list[int]) -> str:
    if sum(raised) == sum(groups):
        return "–"
    return p_value(make_up(raised, groups).p_exact).removeprefix("p ").removeprefix("= ")
