"""What only coded interviews can show: how new themes ran out, who raised what, how far coders agree.

Nothing is read out of reconstructed codings, in which who raised what is made up: a sentence says so instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, combinations
from statistics import NormalDist
from typing import TYPE_CHECKING

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
    plural,
    with_noun,
)

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Study
    from prepost.study.disclosure import Entry

MADE_UP = (
    "Who raised which theme was not published; the codings here are reconstructed, so nothing can be read out of them."
)


def raised_by(study: Study) -> list[set[str]]:
    """The themes of each interview, in the order in which the interviews were held.

    Parameters
    ----------
    study : prepost.study.Study
        Interviews without a coded passage count too.

    Returns
    -------
    list of set of str
        Empty where there are no codings, where they are reconstructed, or where fewer than `min_cell` were
        interviewed. A theme that fewer than `min_cell` people raised counts, but is named nowhere.
    """
    from prepost.study.disclosure import may_show

    if study.codings is None or study.is_reconstructed("codings.csv"):
        return []
    coded = study.codings[study.codings["interview"] != ""]
    held = list(
        dict.fromkeys([*(study.interviews["interview"] if study.interviews is not None else ()), *coded["interview"]])
    )
    if not may_show(len(held), study.min_cell):
        return []
    themes = coded.groupby("interview")["theme"].agg(set).to_dict()
    return [themes.get(interview, set()) for interview in held]


def agreement_sentences(study: Study) -> list[str]:
    """How far each two coders agree on the themes of the passages that both coded: Cohen's kappa with its interval.

    Parameters
    ----------
    study : prepost.study.Study
        Its codings name coders and hold the passages.

    Returns
    -------
    list of str
        A sentence for each two coders, who are numbered, not named; one sentence where there is nothing to measure, and
        none where the codings name no coder or are reconstructed.
    """
    if study.codings is None or study.is_reconstructed("codings.csv"):
        return []
    coded = study.codings[study.codings["coder"] != ""]
    coders = sorted(coded["coder"].unique())
    if len(coders) < 2:
        return ["One coder worked on the passages, so there is no agreement of coders to measure."] * len(coders)
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
    import numpy as np
    import pandas as pd
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
    """Different themes after each interview: as held, and to be expected in any order.

    Parameters
    ----------
    interviews : list of set of str
        As `raised_by` returns them.
    """
    import pandas as pd

    rows = [
        [format_number(place, 0), format_number(heard, 0), format_number(expected, 1)]
        for place, (heard, expected) in enumerate(zip(*_curves(interviews), strict=True), start=1)
    ]
    return pd.DataFrame(rows, columns=["Interviews", "Themes as held", "Themes in any order"])


def _curves(interviews: list[set[str]]) -> tuple[list[int], list[float]]:
    from prepost.stats.saturation import expected_themes

    themes = set().union(*interviews) if interviews else set()
    raised = [sum(theme in mentioned for mentioned in interviews) for theme in sorted(themes)]
    heard = [len(found) for found in accumulate(interviews, set.union)]
    return heard, expected_themes(raised, len(interviews)) if interviews else []


def saturation_title(interviews: list[set[str]]) -> str:
    """How many themes the last quarter of the interviews brought."""
    heard, _ = _curves(interviews)
    if not heard:
        return "No interviews to follow"
    last = max(len(heard) // 4, 1)
    before = heard[-last - 1] if len(heard) > last else 0
    new = heard[-1] - before
    found = f"{in_words(new)} new {plural(new, 'theme')}" if new else "no new theme"
    return f"The last {'interview' if last == 1 else f'{in_words(last)} interviews'} brought {found}"


def saturation_figure(interviews: list[set[str]]):
    """How new themes ran out: different themes heard after each interview, as held and to be expected in any order.

    Parameters
    ----------
    interviews : list of set of str
        As `raised_by` returns them; at least one.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.
    """
    heard, expected = _curves(interviews)
    steps = range(1, len(heard) + 1)

    def draw(ax) -> None:
        ax.step(steps, heard, where="post", linewidth=2, color=CATEGORIES[1], label="as held")
        ax.plot(steps, expected, "--", linewidth=2, color=CATEGORIES[2], label="in any order")
        ax.set(xlim=(1, max(len(heard), 2)), ylim=(0, max(heard[-1], 1) * 1.1))
        ax.locator_params(integer=True)
        ax.grid(axis="y", color=LINE, linewidth=0.6)
        ax.set(xlabel="Interviews", ylabel="Different themes")
        ax.legend()

    half = expected[(len(expected) + 1) // 2 - 1]
    summary = (
        f"{with_noun(heard[-1], 'theme')} in {with_noun(len(heard), 'interview')}; half of them, taken in any order, would be"
        f" expected to bring {format_number(half, 1)}."
    )
    return (
        draw,
        f"Rising curves of the different themes heard after each interview, as held and in any order. {summary}",
        summary,
    )


def spread_table(study: Study, by: str = "sector") -> pd.DataFrame:
    """How the themes spread over sectors (or sessions, or roles): who raised each, with an exact test.

    Parameters
    ----------
    study : prepost.study.Study
        Its interviews have the column; its codings are not reconstructed.
    by : str
        A column of interviews.csv.

    Returns
    -------
    pandas.DataFrame of text
        A row a theme that `min_cell` people or more raised: how many of each group raised it (small numbers hidden),
        and the p-value of the exact test that those who raised it are made up as all interviewees are, without a
        correction for the number of themes. Empty where it cannot be made.
    """
    import pandas as pd

    from prepost.study.disclosure import HIDDEN

    if study.codings is None or study.interviews is None or study.is_reconstructed("codings.csv"):
        return pd.DataFrame()
    sizes, counts, shown = _spread(study, by)
    groups = {name: n for name, n in sizes.items() if name and n}
    if len(groups) < 2:
        return pd.DataFrame()
    rows = []
    for theme, cells in shown.items():
        if any(cells[name] for name in groups):
            words = [
                HIDDEN if cells[name] is None else f"{format_number(cells[name], 0)} of {format_number(n, 0)}"
                for name, n in groups.items()
            ]
            own = [counts[theme][name] for name in groups]
            rows.append([theme, *words, "–" if HIDDEN in words else _p(own, list(groups.values()))])
    return pd.DataFrame(rows, columns=["Theme", *groups, "p"])


def _spread(study: Study, by: str) -> tuple[dict, dict, dict]:
    """Interviewees of each group (None if hidden); of these, who raised each theme, and the same with small numbers hidden,
    those of hidden groups among them.
    """
    from prepost.study.disclosure import hide_small

    group_of = dict(zip(study.interviews["interview"], study.interviews[by], strict=True))
    whole = {name: int(n) for name, n in study.interviews[by].value_counts().items()}
    sizes, counts, shown = hide_small(whole, study.min_cell), {}, {}
    for theme, codings in study.codings[study.codings["interview"] != ""].groupby("theme", sort=False):
        people = [group_of.get(interview, "") for interview in codings["interview"].unique()]
        counts[theme] = {name: people.count(name) for name in sizes}
        least = max(study.min_cell - 1, 1)
        heads = {name: n if sizes[name] is not None else max(min(n, least), 1) for name, n in counts[theme].items()}
        cells = hide_small(counts[theme], study.min_cell, heads)
        if not any(recovered(_spread_entries(study, by, sizes, theme, cells), study.min_cell)):
            shown[theme] = cells
    return sizes, counts, shown


def spread_published(study: Study, by: str = "sector") -> list[Entry]:
    """The account of `spread_table`, with what it hides."""
    sizes, _, shown = _spread(study, by)
    return [entry for theme, cells in shown.items() for entry in _spread_entries(study, by, sizes, theme, cells)]


def _spread_entries(study: Study, by: str, sizes: Mapping, theme: str, cells: Mapping) -> list[Entry]:
    """The account of one theme: the sizes of the groups, who raised it in each, and in all, which other pages show."""
    from prepost.study.disclosure import may_show, people

    groups = [({by: name}, n) for name, n in sizes.items()]
    groups += [({by: name, f"theme {theme}": "yes"}, n) for name, n in cells.items()]
    coded = study.codings[(study.codings["theme"] == theme) & (study.codings["interview"] != "")]
    total = coded["interview"].nunique()
    groups += [({f"theme {theme}": "yes"}, total if may_show(total, study.min_cell) else None)]
    groups += [({}, len(study.interviews))]
    return [entry for group, n in groups for entry in people(study, group, n, file="interviews.csv")]


def _p(raised: list[int], groups: list[int]) -> str:
    from prepost.stats.crosstabs import make_up

    if sum(raised) == sum(groups):
        return "–"
    return p_value(make_up(raised, groups).p_exact).removeprefix("p ").removeprefix("= ")
