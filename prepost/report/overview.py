"""The first page of a report: who answered, what changed most, how sure that is, and what cannot be said."""

from __future__ import annotations

from math import isnan

import pandas as pd
from markupsafe import Markup

from prepost.report.answers import comparison_figure
from prepost.report.blocks import accounts_of, asked_of_both, between_waves, prose, response, show_figure
from prepost.report.compare import compare, effects_table, is_matched, told
from prepost.report.robustness import equivalences
from prepost.report.safety import attended, forms_in, forms_published
from prepost.report.sentences import left_open, summary_of
from prepost.report.show import show_html
from prepost.report.wording import (
    capital,
    format_number,
    interval,
    level_words,
    percent,
    signed,
    signed_percent,
    uncapital,
    with_noun,
)
from prepost.study import Study
from prepost.study.faults import join_words

MOST = 5  # findings


def show_who_answered(study: Study) -> None:
    """Say what was asked, how many answered each time, and what share of those who could have, where that is known."""
    parts = []
    for wave in study.waves:
        n, share = forms_in(study, wave), response(study, wave)
        words = [n if isinstance(n, str) else format_number(n, 0), f"({uncapital(study.wave_labels[wave])}"]
        if share:
            of = share.name.rpartition(", of ")[2]
            words[1] += f", {percent(share.count / share.n)} of {format_number(share.n, 0)} {of}"
        parts += [" ".join(words) + ")"] * bool(n)
    setting = f"Setting: {study.setting}. " if study.setting else ""
    asked = f"{with_noun(len(study.statements), 'statement')} in {with_noun(len(study.domains), 'domain')}"
    used = {tuple(study.labels_of(one.id).items()) for one in study.statements}
    if len(used) == 1:
        ends = [f"{point} ({label})" if label else str(point) for point, label in next(iter(used))]
        asked += f", answered from {ends[0]} to {ends[-1]}"
    places = attended(study).entries["all"] if study.attendance is not None else []
    prose(f"{setting}The questionnaire had {asked}.")
    prose(f"Questionnaires filled in: {join_words(parts) or 'none'}.", published=[*forms_published(study), *places])


def _listed(*sentences: str) -> None:
    """Show sentences as a list, letter by letter."""
    html = Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(text) for text in sentences))
    show_html(html, "\n".join(sentences))


def show_findings(study: Study) -> None:
    """Say what the first comparison of waves shows, its largest changes first, draw all of them, and sum up the others."""
    effects = compare(study)
    made = effects[effects["change"].notna()]
    if made.empty:
        why = "only one group was asked" if asked_of_both(effects).empty else "there are too few answers"
        prose(f"Nothing can be compared: {why}.")
        return
    names = list(made["comparison"].unique())
    first = next((name for name in names if name in between_waves(study)), names[0])
    main = effects[effects["comparison"] == first]
    opening, *largest = _findings(study, main)
    prose(opening)
    _listed(*largest)
    _changes(study, main[main["change"].notna()].sort_values("change_pct", ascending=False, kind="stable"))
    others = asked_of_both(effects[effects["comparison"] != first])
    prose(*(summary_of(rows) for _, rows in others.groupby("comparison", sort=False)))


def _changes(study: Study, effects: pd.DataFrame) -> None:
    """Draw all changes of one comparison, the largest rise first."""
    ends = (f"{signed(end, 1)}%" for end in (effects["change_pct"].min(), effects["change_pct"].max()))
    title = (
        f"{capital(effects['label'].iloc[0])}: means changed by {' to '.join(dict.fromkeys(ends))} of the scale's range"
    )
    names = effects["statement"].map({one.id: one.brief for one in study.statements})
    draw, alt, summary = comparison_figure(effects.assign(text=names))
    if names.str.endswith("(turned round)").any():
        summary += " Turned round: the scale is reversed, so that higher is better."
    drawn, numbers, entries = (draw, alt, summary), effects_table(effects), accounts_of(study, effects)
    show_figure("overview", title, drawn, numbers, published=entries)


def _findings(study: Study, main: pd.DataFrame) -> list[str]:
    """The outcome of a comparison in a sentence, and a sentence for each of its largest significant changes."""
    made = main[main["change"].notna()]
    found = made[made["significant"].astype(bool)]
    rows = told(found if len(found) else made).sort_values("change_pct", key=abs, ascending=False, kind="stable")
    opening = f"{summary_of(main)} Intervals are at the {level_words(1 - made['level'].iloc[0])} level"
    opening += ", for several tests were made." if (made["level"] < made["alpha"]).any() else "."
    if not rows["change_pct"].iloc[0]:
        return [opening, "No mean changed."]
    if found.empty:
        return [opening, f"The largest change, which is not significant: {_finding(study, next(rows.itertuples()))}"]
    return [opening, *(_finding(study, row) for row in rows.head(MOST).itertuples())]


def _finding(study: Study, row) -> str:
    """One change in plain words, with its interval and n."""
    scale, size = study.scale_of(row.statement), abs(row.change_pct)
    way = "rose" if row.change > 0 else "fell"
    means = f"{format_number(row.mean1)} to {format_number(row.mean2)}"
    n = [format_number(n, 0) for n in (row.n1, row.n2)]
    n = f"{n[0]} matched people" if is_matched(study, study.comparisons[row.comparison]) else " and ".join(n)
    reach = f"interval {interval(row.change_pct_low / 100, row.change_pct_high / 100, 0, form=signed_percent)}; "
    where = f"on the scale from {scale[0]} to {scale[-1]}, by {percent(size / 100)} of the range"
    return f"“{row.text}” {way} from {means} {where} ({reach * (not isnan(row.step))}n = {n})."


def show_limits(study: Study) -> None:
    """Say what the answers cannot tell, as far as that follows from how they were collected and how many they are."""
    effects, said = compare(study), []
    if len(between_waves(study)) == len(study.comparisons):
        said.append(
            "Nothing here sets those who were trained against people who were not: what else happened between the waves "
            "may account for a change."
        )
    if study.design == "paired":
        said.append("Only people whose questionnaires could be matched are compared.")
    else:
        said.append("The questionnaires are not matched by person: those of one wave need not be those of another.")
    shares = [response(study, wave) for wave in study.waves if study.n_forms({"wave": wave})]
    if not all(shares):
        said.append(f"What share of those who could have answered did is not known{' for every wave' * any(shares)}.")
    rest = effects[effects["change"].notna() & ~effects["significant"].fillna(False).astype(bool)]
    said += left_open(rest)
    found = [size for name in study.comparisons for size in equivalences(study, name)["detectable"] if not isnan(size)]
    if found:
        ends = " to ".join(dict.fromkeys(percent(min(size, 100) / 100) for size in (min(found), max(found))))
        beyond = " (the whole of it, or more)" if max(found) >= 100 else ""
        said.append(
            f"A true change must be {ends} of the scale's range{beyond}, by statement, to be found four times in five."
        )
    _listed(*said)
