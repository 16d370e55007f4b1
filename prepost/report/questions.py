"""What people answered to questions that are no statements: multiple choices, and questions answered in their own words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from prepost.report.blocks import prose, show_figure
from prepost.report.figures import Share, shares_figure
from prepost.report.safety import small_rests
from prepost.report.show import quotations_html, show_html
from prepost.report.tables import shares_table
from prepost.report.wording import capital, format_number, in_words, percent, plural, uncapital, with_noun
from prepost.study import Study
from prepost.study.disclosure import hide_small, may_show, people
from prepost.study.faults import join_words
from prepost.study.pairing import match

MANY = 10  # comments; more are folded


def show_choices(study: Study) -> None:
    """Show what share of those who ticked any option ticked each, for every multiple choice, wave by wave."""
    if study.responses is None:
        prose("These forms are counted and not held one by one: so these questions are not shown.")
        return
    for name, choice in study.choices.items():
        columns = [f"{name}.{option}" for option in choice.options]
        for wave, label, ticked in _by_wave(study, (study.responses[columns] == "1").any(axis=1)):
            n = len(ticked)
            counts = {
                choice.options[column.partition(".")[2]]: int((ticked[column] == "1").sum()) for column in columns
            }
            kept = _kept(counts, n, study.min_cell)
            if n < study.min_cell or not kept:
                prose(f"{choice.text} {label}: too few ticked each of the options, or none of them, to be shown.")
                continue
            shares = [Share(text, kept[text], n) for text in sorted(kept, key=kept.get, reverse=True)]
            title = f"{choice.text} {label}: most often “{shares[0].name}” ({percent(shares[0].count / n)})"
            drawn, numbers = shares_figure(shares, people="who ticked any"), shares_table(shares, what="Option")
            entries = []
            for text in counts:
                for ticks, number in (({}, n), ({text: "yes"}, kept.get(text))):
                    entries += people(study, {"wave": wave} | ticks, number, file=f"{name}, {text}")
            show_figure(f"{name}-{study.waves.index(wave) + 1}", title, drawn, numbers, published=entries)
            if hidden := len(counts) - len(kept):
                options = f"{capital(in_words(hidden))} {plural(hidden, 'option')}"
                rest = f"that a few ticked, or all but a few, or that would tell of these, {plural(hidden, 'is', 'are')} not shown."
                prose(f"{options} {rest}")


def _kept(counts: dict[str, int], n: int, min_cell: int) -> dict[str, int]:
    """The options that may be shown: enough people ticked each, and enough did not.

    If those shown together are fewer ticks than people, the rest must have ticked what is hidden: then more is hidden. Of two
    options whose ticks are a few more than people, a few ticked both: then none is shown.

    >>> _kept({"web": 30, "friend": 30, "wall": 3}, 40, 5), _kept({"web": 20, "friend": 17, "wall": 3}, 40, 5)
    ({'web': 30, 'friend': 30}, {'web': 20})
    >>> _kept({"web": 13, "friend": 12}, 22, 5)
    {}
    """
    kept = {text: k for text, k in counts.items() if may_show(k, min_cell) and may_show(n - k, min_cell)}
    if len(counts) == 2 and not may_show(sum(counts.values()) - n, min_cell):
        return {}
    if sum(kept.values()) < n:
        shown = hide_small(counts, min_cell)
        kept = {text: k for text, k in kept.items() if shown[text] is not None}
    return kept


def _by_wave(study: Study, answered: pd.Series) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Wave, words for it and the forms that answered a question; waves in which nobody did were not asked.

    Where all forms of a wave but a few are matched, those of the matched people stand for it.
    """
    rests = small_rests(study)
    for wave in study.waves:
        forms, label = study.responses[study.responses["wave"] == wave], study.wave_labels[wave]
        if wave in rests:
            planned = study.comparisons[rests[wave][0]]
            sides = [study.where(side) for side in (planned.first, planned.second)]
            at = 0 if planned.first["wave"] == wave else 1
            pairs, _ = match(*(side["respondent"].tolist() for side in sides))
            forms, label = forms.loc[sides[at].index[[pair[at] for pair in pairs]]], f"{label}, matched people"
        forms = forms[answered[forms.index]]
        if len(forms):
            yield wave, label, forms


def show_comments(study: Study) -> None:
    """Show the answers in people's own words where they may be printed, in alphabetical order; count the others."""
    for name, comment in study.comments.items() if study.responses is not None else ():
        cells = study.responses[name].str.split().str.join(" ")
        answered = {
            label: sorted(cells[forms.index], key=str.casefold) for _, label, forms in _by_wave(study, cells != "")
        }
        sizes = {
            label: len(words) if may_show(len(words), study.min_cell) else None for label, words in answered.items()
        }
        counted = [
            f"{'too few to be shown' if n is None else format_number(n, 0)} ({uncapital(label)})"
            for label, n in sizes.items()
        ]
        said = f"“{comment.text}” was answered in people's own words: {join_words(counted) or 'by nobody'}."
        if counted and not comment.ok_to_print:
            said += " The words are not printed: study.yml does not say that those who wrote them agreed."
        entries = [entry for label, n in sizes.items() for entry in people(study, {"wave": label}, n, file=name)]
        prose(said, published=entries)
        for label, words in answered.items():
            if comment.ok_to_print and len(words) >= study.min_cell:
                show_html(_quoted(name, label, words), "\n".join(words))


def _quoted(name: str, label: str, words: list[str]) -> Markup:
    """Answers of one wave as quotations, folded where there are many."""
    passages = [{"quote": text, "role": label, "id": f"{name}-{label}-{place}"} for place, text in enumerate(words)]
    quotes = quotations_html(passages, page="#")
    folded = Markup("<details><summary>{}: {}</summary>{}</details>")
    return folded.format(label, with_noun(len(words), "answer"), quotes) if len(words) > MANY else quotes
