"""Whole parts of a page for any study: each shows its figures and tables, or says in a line why there is nothing to
show.

A page of an evaluator's book is a heading, a sentence or two of theirs, and calls of these. Groups of fewer than
`min_cell` people are shown by none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import pandas as pd
from markupsafe import Markup

from prepost.report import coding, costs, interviewees, safety, themes
from prepost.report.answers import Answers, answers_table, comparison_figure, likert_figure, means_figure
from prepost.report.compare import compare, effects_table
from prepost.report.figures import Share, bars_figure, range_title, shares_figure
from prepost.report.joint_display import joint_display, joint_note, joint_sentence, strands_of
from prepost.report.quotations import quote_bank, voices_of
from prepost.report.robustness import answered, corrections, equivalences
from prepost.report.safety import attended, forms_in, forms_published, respondents, safe, small_rests, stands_for
from prepost.report.sentences import headline, reading, shares_title
from prepost.report.show import figure, show_html, table
from prepost.report.tables import shares_table
from prepost.report.wording import (
    capital,
    format_number,
    in_words,
    p_value,
    percent,
    plural,
    signed,
    uncapital,
    with_noun,
)
from prepost.study import Study
from prepost.study.disclosure import Entry, may_show, people, pool_small
from prepost.study.faults import join_words
from prepost.study.pairing import matched_comparisons

TOGETHER = 12  # statements in one figure; more would not fit a screen
HIDDEN, FEW = "too few to show", "few or none"


def prose(*sentences: str, published: Sequence[Entry] = ()) -> None:
    """Show computed sentences as paragraphs, letter by letter: nothing in them is read as markup.

    Parameters
    ----------
    *sentences : str
        One paragraph each.
    published : sequence of prepost.study.disclosure.Entry
        What they say of groups of people, and what they hide of them.
    """
    if sentences:
        html = Markup("").join(Markup("<p>{}</p>").format(text) for text in sentences)
        show_html(html, "\n\n".join(sentences), f"“{sentences[0][:60]}”", published)


def show_figure(
    label: str, title: str, drawn: tuple | None, numbers: pd.DataFrame | None = None, published: Sequence[Entry] = ()
) -> None:
    """Show a picture as functions that draw return it, or its numbers as a table.

    Parameters
    ----------
    label, title : str
        As for `figure`, the label without "fig-".
    drawn : (function, str, str), or None
        The drawing, its alternative text and its summary; None if there is nothing to draw.
    numbers : pandas.DataFrame, optional
        The numbers behind it.
    published : sequence of prepost.study.disclosure.Entry
        What it says of groups of people.
    """
    if drawn:
        words = {"title": title, "alt": drawn[1], "summary": drawn[2]}
        figure(drawn[0], label=f"fig-{label}", **words, table=numbers, published=published)
    elif len(numbers):
        table(numbers, label=f"tab-{label}", title=title, published=published)


def has_rows(study: Study, file: str) -> bool:
    """Whether a file of the study, such as "attendance.csv", holds anything; says so in a line where it does not."""
    frame = getattr(study, file.partition(".")[0])
    if frame is None:
        prose(f"This study has no file {file}, so there is nothing to show here.")
    elif frame.empty:
        prose(f"The file {file} holds no rows yet, so there is nothing to show here.")
    return frame is not None and not frame.empty


# -- answers -----------------------------------------------------------------------------------------------------------


def show_answers(study: Study, domain: str, effects: pd.DataFrame) -> None:
    """Show how the answers to a domain's statements spread over the scale, and their means, wave by wave."""
    if not _is_known(study, domain):
        return
    _turned_round(study, domain)
    answers, said, may = Answers.of(study, domain), set(), safe(study)
    named = {statement.heading: statement.id for statement in study.statements_in(domain)}
    for place, which, names in _parts(list(answers.groups)):
        part = replace(answers, groups={name: answers.groups[name] for name in names})
        groups, ids = [counts for *_, counts in part.groups_shown()], [named[name] for name in names]
        if not groups:
            _once(said, f"There are too few answers to {'some of ' * bool(place)}these statements to be shown.")
            continue
        entries = [entry for one in ids for entry in may.entries.get(one, ())]
        if 2 * sum(part.is_drawable(counts) for counts in groups) >= len(groups):
            title, drawn = which + shares_title(part), likert_figure(part)
            show_figure(f"{domain}-answers{place}", title, drawn, answers_table(part), published=entries)
        else:
            _once(
                said,
                "There are too few answers to show how they spread over the scale without telling what single people "
                "answered; their means are shown.",
            )
        compared = asked_of_both(effects[(effects["domain"] == domain) & effects["text"].isin(names)])
        title = which + ("Mean answers" if compared.empty else headline(compared))
        # Where points are shown together, intervals would tell them apart.
        level = 0.95 if all(len(part.segments(counts)) == len(part.scale) for counts in groups) else None
        show_figure(f"{domain}-means{place}", title, means_figure(part, level), published=entries)
    _off_scale(study, domain)
    _net_scores(study, domain)


def _once(said: set[str], sentence: str) -> None:
    if sentence not in said:
        prose(sentence)
    said.add(sentence)


def _parts(names: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Names, at most a dozen at a time and about as many each time: an ending for labels, words for titles, the names."""
    number = -(-len(names) // TOGETHER) or 1
    size = -(-len(names) // number)
    for place, start in enumerate(range(0, len(names), size or 1), start=1):
        part = names[start : start + size]
        which = f"Statements {start + 1} to {start + len(part)} of {len(names)}. "
        yield (f"-{place}", which, part) if number > 1 else ("", "", part)


def asked_of_both(effects: pd.DataFrame) -> pd.DataFrame:
    """Comparisons of groups that both gave answers; a statement asked of one alone has no change."""
    return effects[~((effects["n1"] == 0) | (effects["n2"] == 0)).fillna(False).astype(bool)]


def accounts_of(study: Study, effects: pd.DataFrame) -> list[Entry]:
    """What comparisons, as rows of `compare`, publish of the answers."""
    known = safe(study).entries
    return [entry for statement in effects["statement"].unique() for entry in known.get(statement, ())]


def _is_known(study: Study, domain: str) -> bool:
    if study.statements_in(domain):
        return True
    prose(f"study.yml has no statements in a domain {domain}: this page can be deleted, here and in _toc.yml.")
    return False


def _turned_round(study: Study, domain: str) -> None:
    """Say that labels of the scale mean the opposite, where statements of a domain are turned round."""
    turned = [statement.id for statement in study.statements_in(domain) if statement.reversed]
    if turned:
        labels = [label or str(point) for point, label in study.labels_of(turned[0]).items()]
        lowest, highest = labels[0], labels[-1]
        prose(
            "Where agreeing is the worse answer, the scale is turned round, and the statement is marked so: what "
            f"people answered as “{lowest}” is counted as “{highest}”, and so on, so that higher is always better."
        )


def _off_scale(study: Study, domain: str) -> None:
    """Off-scale answers, statement by statement, small numbers hidden."""
    rows = []
    for statement in study.statements_in(domain) if study.off_scale else ():
        counts = study.off_scale_counts(statement.id)
        if any(counts.values()):
            rows.append(
                [statement.text, *(format_number(n, 0) if n >= study.min_cell else FEW for n in counts.values())]
            )
    if rows and all(cell == FEW for row in rows for cell in row[1:]):
        prose("Few people gave an answer that is not on the scale: too few to show statement by statement.")
    elif rows:
        table(
            pd.DataFrame(rows, columns=["Statement", *study.off_scale]),
            label=f"tab-{domain}-off-scale",
            title="Answers that are not on the scale, over all waves; they are in no percentage and in no mean",
            note=f"{FEW}: {in_words(study.min_cell - 1)} or fewer." if any(FEW in row for row in rows) else "",
        )


def _net_scores(study: Study, domain: str) -> None:
    """The net score of recommendations from 0 to 10, if study.yml asks for it and all three of its parts may be shown."""
    rows, asked = [], [one for one in study.statements_in(domain) if one.net_score]
    for statement, (wave, words) in product(asked, study.wave_labels.items()):
        counts = (stands_for(study, statement.id, wave) or ({}, [1]))[1]
        n, ends = int(sum(counts)), {end for _, end in pool_small(counts, study.min_cell)}
        if n and not ends.issuperset((7, 9)):  # points of two parts are shown together
            rows.append([statement.text, words, *[HIDDEN] * 5])
        elif n:
            low, middle, high = (int(sum(counts[slice(*part)])) for part in ((0, 7), (7, 9), (9, 11)))
            shares = [percent(part / n) for part in (low, middle, high)]
            rows.append([statement.text, words, n, *shares, signed(100 * (high - low) / n, 0)])
    if rows:
        table(
            pd.DataFrame(rows, columns=["Statement", "Wave", "n", "0 to 6", "7 or 8", "9 or 10", "Net score"]),
            label=f"tab-{domain}-net",
            title="Net score of recommendations: the percentage of 9 and 10 less that of 0 to 6",
            published=[entry for one in asked for entry in safe(study).entries.get(one.id, ())],
        )


def show_changes(study: Study, domain: str, effects: pd.DataFrame) -> None:
    """Show each planned comparison of a domain's statements: effects with intervals, p-values, and what they amount to."""
    if not _is_known(study, domain):
        return
    effects = effects[effects["domain"] == domain]
    compared = asked_of_both(effects)
    once = effects["statement"].nunique() - compared["statement"].nunique()
    if once:
        said = f"{capital(in_words(once))} {plural(once, 'statement')} {plural(once, 'was', 'were')} asked"
        prose(f"{said} of one group alone, so that there is no change to show.")
    for place, which, names in _parts(list(compared["text"].unique())):
        rows = compared[compared["text"].isin(names)]
        drawn = comparison_figure(rows) if rows["change"].notna().any() else None
        entries = accounts_of(study, rows)
        show_figure(f"{domain}-changes{place}", which + headline(rows), drawn, effects_table(rows), entries)
    prose(*(reading(rows) for _, rows in compared.groupby("comparison", sort=False)))


# -- who took part -----------------------------------------------------------------------------------------------------


def show_forms(study: Study) -> None:
    """Show how many questionnaires there are of each wave that has any, by session where the study has sessions."""
    waves = [wave for wave in study.waves if study.n_forms({"wave": wave})] or list(study.waves)
    frame = respondents(study)["session"][0][waves].rename(columns=study.wave_labels).astype(object)
    frame = frame.where(frame.notna(), HIDDEN)
    names = [f"Session {session}" if session else "Session not given" for session in frame.index]
    hides_all = bool((frame == HIDDEN).all(axis=None))
    if not study.sessions or hides_all or study.n_forms({"session": ""}) == study.n_forms():
        frame, names = frame[:0], []
    frame.loc["All"] = [forms_in(study, wave) for wave in waves]
    frame.insert(0, "Questionnaires", [*names, "All"])
    note = "By session there are too few to show." * (bool(study.sessions) and hides_all)
    table(frame, label="tab-forms", title="Questionnaires by wave", note=note, published=forms_published(study))


def show_matching(study: Study) -> None:
    """Show how the forms of each comparison could be matched by the person's code, in a paired design."""
    if study.design != "paired":
        prose("The forms cannot be matched: before and after are compared as independent groups.")
        return
    matched = matched_comparisons(study)
    whole = [name for name, one in matched.items() if study.min_cell <= 1 or {*one.first, *one.second} == {"wave"}]
    reports = [study.match_report(name) for name in whole]
    parts = {
        "before": "First",
        "after": "Second",
        "paired": "Matched people",
        "ambiguous": "Code stands twice",
        "blank": "No code",
        "only_before": "Only in the first",
        "only_after": "Only in the second",
    }
    rest = [getattr(report, part) for report in reports for part in list(parts)[3:]]
    is_whole = all(may_show(n, study.min_cell) for n in rest) and not small_rests(study)
    shown = list(parts) if is_whole else list(parts)[:3]
    rows = []
    for report in reports:
        planned = study.comparisons[report.comparison]
        numbers = [n if may_show(n := getattr(report, part), study.min_cell) else HIDDEN for part in shown]
        for place, side in enumerate((planned.first, planned.second)):
            numbers[place] = "–" if side.get("wave") in small_rests(study) else numbers[place]
        rows.append([planned.text or report.comparison, *numbers])
    table(
        pd.DataFrame(rows, columns=["Comparison", *(parts[part] for part in shown)]),
        label="tab-matching",
        title="Forms matched by the person's code",
        note="Only matched people enter a comparison. A code that stands twice on one side is never guessed at."
        + " Why other forms were not matched is not told, for it holds of few." * (not is_whole)
        + f" A dash: 1 to {study.min_cell} forms of the wave were not matched." * bool(small_rests(study)),
        published=[entry for report in reports for entry in _matched(study, report)],
    )
    if len(whole) < len(matched):
        prose("Comparisons within groups are left out of this table: together, their numbers would tell of few people.")


def _matched(study: Study, report) -> list[Entry]:
    """The account of the forms of a comparison, and of the people matched, who stand on both of its sides."""
    planned, column = study.comparisons[report.comparison], f"matched {report.comparison}"
    made = []
    for side, forms in ((planned.first, report.before), (planned.second, report.after)):
        made += people(study, side, _told(study, side, forms))
        made += people(study, {**side, column: "yes"}, _told(study, {}, report.paired))
    return made


def _told(study: Study, side: Mapping[str, str], forms: int) -> int | None:
    """The forms of a side of a comparison, or None if they may not be shown."""
    return forms if may_show(forms, study.min_cell) and side.get("wave") not in small_rests(study) else None


def show_attendance(study: Study) -> None:
    """Show the training places filled: by session, by sector and by organisation, and how often people came."""
    if not has_rows(study, "attendance.csv"):
        return
    may = attended(study)
    prose(_attended_sentence(study, may), published=may.entries["all"])
    for column in ("session", "sector", "organisation"):
        in_order = study.sessions if column == "session" else ()
        _bars(may, column, f"Training places by {column}", "training place", in_order=in_order)
    in_order = may.bars.get("times", ())
    _bars(may, "times", "How many sessions people attended", "person", several="people", in_order=in_order)


def _attended_sentence(study: Study, may: safety.Attended) -> str:
    """How many places were filled, and by how many people, as far as both are known and may be shown."""
    if may.places is None:
        return "Too few training places were filled to be shown."
    start = f"{with_noun(may.places, 'training place')} {plural(may.places, 'was', 'were')} filled"
    if may.people is None:
        return f"{start}."
    others = "" if (study.attendance["person"] != "").all() else " and others who are not known"
    return f"{start} by {with_noun(may.people, 'person', 'people')}{others}."


def _bars(
    may: safety.Attended, column: str, title: str, unit: str, several: str = "", in_order: Sequence[str] = ()
) -> None:
    """Bars of the groups that may be shown; the others together, as one pale bar."""
    shown = may.bars.get(column, {})
    bars = [(name, n) for name, n in shown.items() if name and n is not None]
    bars.sort(key=lambda bar: list(in_order).index(bar[0]) if bar[0] in in_order else -bar[1])
    if not bars:
        if any(shown) or column not in may.bars:
            prose(f"{title}: too few to be shown.", published=may.entries.get(column, ()))
        return
    rest = (may.people if column == "times" else may.places) - sum(n for _, n in bars)
    others = "Other groups and not known" if "" in shown else "Other groups together"
    pale = (others if any(n is None for name, n in shown.items() if name) else "Not known", rest)
    most = max(bars, key=lambda bar: bar[1])
    alone, words = [n for _, n in bars].count(most[1]) == 1, f"“{most[0]}”"
    if named := {"times": lambda name: with_noun(int(name), "session"), "session": "Session {}".format}.get(column):
        bars, words = [(named(name), n) for name, n in bars], uncapital(named(most[0]))
    title = f"{title}: most for {words}" if alone and len(bars) > 1 else title
    drawn = bars_figure(bars, unit=unit, several=several, unknown=pale if rest else None)
    show_figure(column, title, drawn, published=may.entries[column])


def show_response(study: Study) -> None:
    """Show how many of those who could have answered did, wave by wave, and whether those who attended more answered
    the last questionnaire more readily."""
    heads = costs.reached(study)
    places, persons = heads.get("training place filled", 0), heads.get("person who attended", 0)
    if not places or not persons:
        prose(
            "How many people were trained is not known, or they are too few (attendance.csv), so no share of them can"
            " be given."
        )
        return
    shares = [response(study, wave) for wave in study.waves]
    shares = [share for share in shares if share]
    if shares:
        title, numbers = range_title(shares, "Response ran"), shares_table(shares, what="Questionnaire")
        drawn, forms = shares_figure(shares, people="asked"), forms_published(study)
        show_figure("response", title, drawn, numbers, published=[*forms, *attended(study).entries["all"]])
    if len(shares) < len(study.waves):
        prose("Where there are more forms than places, or too few went without one, no share is given.")
    late = answered(study, {"wave": study.waves[-1]})
    times = attended(study).bars.get("times", {})
    if late is not None and times and None not in times.values() and _may_be_told_apart(study, late):
        groups = {row.group: row.forms for row in late.itertuples()}
        told = ({"wave": study.waves[-1], "sessions_attended": group} for group in groups)
        entries = [entry for group in told for entry in people(study, group, groups[group["sessions_attended"]])]
        prose(_answered_sentence(late), published=entries)


def response(study: Study, wave: str) -> Share | None:
    """Forms of a wave among places where they name their session, else among people; None where that cannot be said."""
    heads, n = costs.reached(study), study.n_forms({"wave": wave})
    by_session = len(study.sessions) > 1 and any(study.value_counts("session", {"wave": wave}))
    of = heads.get("training place filled" if by_session else "person who attended", 0)
    if not by_session and of and (study.attendance["person"] == "").any():
        return None
    if not n or n > of or _told(study, {"wave": wave}, n) is None or not may_show(of - n, study.min_cell):
        return None
    return Share(f"{study.wave_labels[wave]}, of {'places filled' if by_session else 'people'}", n, of)


def _may_be_told_apart(study: Study, late: pd.DataFrame) -> bool:
    """Whether every group, and those of it who did not answer, are people enough to be shown."""
    groups = [*late["forms"], *late["people"], *(late["people"] - late["forms"])]
    return all(may_show(int(n), study.min_cell) for n in groups) and study.waves[-1] not in small_rests(study)


# -- what was said -----------------------------------------------------------------------------------------------------


def show_voices(study: Study) -> None:
    """Show how the sectors of those interviewed compare with those of the training places."""
    if not has_rows(study, "interviews.csv"):
        return
    held = len(study.interviews)
    if not may_show(held, study.min_cell):
        prose("Too few people were interviewed to be shown.")
        return
    places = interviewees.sectors_of(study.attendance)
    spoke = dict.fromkeys(places, 0) | interviewees.sectors_of(study.interviews)
    prose(
        f"{with_noun(held, 'person', 'people')} {plural(held, 'was', 'were')} interviewed.",
        published=people(study, {}, held, file="interviews.csv"),
    )
    bars = attended(study).bars.get("sector", {}) if study.attendance is not None else {}
    few = [name for name in places if bars.get(name) is None]
    if not any(places.values()) or not any(spoke.values()):
        prose(
            "The sectors of interviewees cannot be set against those of training places: the records do not name both."
        )
        return
    named = interviewees.nameable(spoke, places, study.min_cell, few)
    if not named:
        prose("The sectors of interviewees are too small to be set against those of training places.")
        return
    table(
        interviewees.make_up_table(spoke, places, named),
        label="tab-make-up",
        title="Sectors of the interviewees beside those of all training places",
        spanners={head: [f"{head}: {part}" for part in parts] for head, parts in interviewees.MAKE_UP.items()},
        note="Expected: the interviewees whom each sector would have in proportion to its training places.",
        published=_make_up(study, spoke, named),
    )
    prose(interviewees.make_up_sentence(spoke, places, named))


def _make_up(study: Study, spoke: Mapping[str, int], named: Sequence[str]) -> list[Entry]:
    """The account of the sectors of interviewees: those that are named, each of the others, and the others together."""
    others = [name for name in spoke if name not in named]
    few = [name for name in others if not may_show(spoke[name], study.min_cell)]
    groups = {name: spoke[name] for name in named} | dict.fromkeys(few)
    made = [entry for name, n in groups.items() for entry in people(study, {"sector": name}, n, file="interviews.csv")]
    if others:
        together = sum(spoke[name] for name in others)
        made += people(study, {"sector": others}, together, file="interviews.csv")
    return made


def show_closed_questions(study: Study) -> None:
    """Show the answers to the questions of the interviews, closed and open, each with n and its Wilson interval."""
    if not has_rows(study, "interviews.csv"):
        return
    questions = [question for question in themes.asked(study) if question.shares]
    if not questions:
        prose(
            "No question of the interviews is described in study.yml (`questions`), or too few people answered "
            "to show what they said."
        )
        return
    for question in questions:
        drawn = shares_figure(question.shares, people="interviewees")
        title, numbers = themes.most_frequent(question), themes.said_table(question)
        entries = themes.said_published(study, question)
        show_figure(f"question-{question.id}", title, drawn, numbers, published=entries)
    hidden = sum(question.hidden for question in questions)
    if hidden:
        what = f"{capital(in_words(hidden))} {plural(hidden, 'answer or theme', 'answers and themes')}"
        prose(f"{what} that few people gave {plural(hidden, 'is', 'are')} not shown.")


def show_themes(study: Study) -> None:
    """Show the codebook, who raised what, how far coders agree, whether themes still came up, and quotations."""
    if not has_rows(study, "codings.csv"):
        return
    found = themes.codebook(study)
    if not found:
        prose(f"Every theme was raised by fewer than {in_words(study.min_cell)} interviewees: too few to show.")
        return
    titles = {question.id: question.text or question.id for question in study.questions}
    table(
        themes.codebook_table(found, titles),
        label="tab-codebook",
        title="The themes and what belongs to them",
        groups="Question",
        row_header=0,
    )
    if study.is_reconstructed("codings.csv"):
        prose(coding.MADE_UP)
    else:
        _who_raised_what(study)
        held = len(interviewees.rows_of(study.interviews)) or study.codings["interview"].nunique()
        capacity = [interviewees.capacity_sentence(held)] if held and may_show(held, study.min_cell) else []
        prose(*capacity, *coding.agreement_sentences(study))
    quote_bank(study)


def show_joint_display(study: Study) -> None:
    """Show the topics that study.yml sets side by side: what the questionnaires show, what interviewees said, and how
    the two go together."""
    if not len(interviewees.rows_of(study.interviews)):
        prose("Without interviews there is nothing to set beside the numbers.")
        return
    if not study.joint_display:
        prose(
            "study.yml links no statements to a question of the interviews (joint_display), so the two are not set side"
            " by side here."
        )
        return
    strands = strands_of(study, themes.asked(study), voices_of(study))
    effects = compare(study)
    effects = effects[effects["comparison"].isin(between_waves(study))]
    table(
        joint_display(strands, effects),
        label="tab-joint",
        title="Questionnaires and interviews side by side",
        groups="Topic",
        note=joint_note(strands, effects),
    )
    prose(joint_sentence(strands, effects))


def _who_raised_what(study: Study) -> None:
    """How the themes spread over sectors, and how new ones ran out."""
    spread, entries = coding.spread_table(study)
    if len(spread):
        table(
            spread,
            label="tab-sectors",
            title="Interviewees who raised each theme, by sector",
            note="p: exact test that those who raised it come from the sectors as all interviewees do; not corrected "
            "for the number of themes.",
            published=entries,
        )
    interviews = coding.raised_by(study)
    if any(interviews):
        title, numbers = coding.saturation_title(interviews), coding.saturation_table(interviews)
        show_figure("saturation", title, coding.saturation_figure(interviews), numbers)


# -- what it cost ------------------------------------------------------------------------------------------------------


def show_costs(study: Study) -> None:
    """Show the items of cost, what they come to by place, person and form, and participants' time."""
    if not has_rows(study, "costs.csv"):
        return
    spending, units = costs.spending_of(study), costs.unit_costs(study)
    table(costs.items_table(spending), label="tab-costs", title=f"What the training cost{spending.in_prices}")
    other_prices = costs.other_prices_sentence(units, spending, study.economics.get("deflators") or {})
    prose(costs.unit_costs_sentence(units, spending), *[other_prices] * bool(other_prices))
    if not spending.year:
        prose("To which year the prices belong is not given in study.yml (price_year).")
    if not units and spending.total:
        return
    if units:
        table(
            costs.unit_costs_table(units, study.currency),
            label="tab-cost-per",
            title=f"Cost in relation to what was reached{spending.in_prices}",
        )
    if units and all(unit.what.startswith("form ") for unit in units):
        prose(
            "How many people came is not known, or they are too few (attendance.csv), so the cost is set against forms:"
            " those who gave one need not be all who came."
        )
    _own_time(study, spending)


def between_waves(study: Study) -> list[str]:
    """The planned comparisons of one wave with another, by their ids."""
    return [
        name for name, planned in study.comparisons.items() if planned.first.get("wave") != planned.second.get("wave")
    ]


def _own_time(study: Study, spending: costs.Spending) -> None:
    heads, rates, hours = costs.reached(study), costs.hourly_rates(study), study.economics.get("session_hours")
    places, people = heads.get("training place filled", 0), heads.get("person who attended", 0)
    prose(costs.time_sentence(places, people, hours, rates, spending))
    if places and people and hours and rates:
        table(
            costs.time_table(places, people, hours, rates, spending),
            label="tab-time",
            title=f"The participants' own time, at each hourly rate{spending.in_prices}",
        )


# -- how far it holds --------------------------------------------------------------------------------------------------


def show_robustness(study: Study) -> None:
    """Show how far the findings lean on the correction, and what the answers could and could not have shown."""
    effects = compare(study)
    if effects["change"].isna().all():
        prose("No comparison can be made: there are too few answers.")
        return
    names = {name: capital(label) for name, label in zip(effects["comparison"], effects["label"])}
    table(
        corrections(study, effects).rename(columns={"correction": "Correction", **names}),
        label="tab-corrections",
        title="Statements with a significant difference, by how many tests are allowed for",
        note=f"Significant: below {format_number(study.alpha, 2)} after the correction.",
    )
    for name in study.comparisons:
        found = equivalences(study, name)
        if not found.empty:
            different = effects[(effects["comparison"] == name) & effects["significant"].fillna(False)]["statement"]
            found["different"] = found["statement"].isin(different)
            _equivalence(study, name, names[name], found)


def _equivalence(study: Study, name: str, title: str, found: pd.DataFrame) -> None:
    shown = [
        "different" if different else "equivalent" if equivalent else "neither shown"
        for different, equivalent in zip(found["different"], found["equivalent"])
    ]
    smallest = ["more than the scale allows" if one > 100 else percent(one / 100, 1) for one in found["detectable"]]
    columns = {
        "Statement": found["text"],
        "n": [f"{format_number(n1, 0)}, {format_number(n2, 0)}" for n1, n2 in zip(found["n1"], found["n2"])],
        "Smallest change to be found": smallest,
    }
    if study.equivalence_margin is not None:
        p_values = map(p_value, found["p_equivalence"])
        columns["p of equivalence"] = [p.removeprefix("p ").removeprefix("= ") for p in p_values]
    basis = "of matched people" if name in matched_comparisons(study) else "the forms taken as independent"
    words = ("different", "equivalent", "neither shown")
    said = join_words(f"{word}: {in_words(shown.count(word))}" for word in words if word in shown)
    table(
        pd.DataFrame({**columns, "Shown": shown}),
        label=f"tab-{name.replace('_', '-')}-equivalence",
        title=f"{title}: what the answers can and cannot show ({said})",
        note="Smallest change to be found: in per cent of the scale's range, with a probability of 0.8 at the "
        f"corrected level, {basis}. A difference that is not significant may still be of any "
        "size within its interval.",
    )


# -- where it comes from -----------------------------------------------------------------------------------------------


def show_sources(study: Study) -> None:
    """Show the files of the study with how each came about and its checksum, and the software that made the report."""
    from hashlib import sha256

    from prepost.report.provenance import software
    from prepost.study.schema import FILES

    names = [file.name for file in FILES]
    # The checksum of a small file tells whoever guesses a person's row that the guess is right.
    open_ = {"study.yml", *(names if study.min_cell <= 1 else ["costs.csv"])}
    rows = []
    for name in ("study.yml", *names):
        if (path := study.folder / name).is_file() and len(path.read_bytes().splitlines()) > 1:  # more than headings
            digest = sha256(path.read_bytes()).hexdigest() if name in open_ else "–"
            rows.append([name, study.origin(name) or "not stated", digest])
    table(
        pd.DataFrame(rows, columns=["File", "How it came about", "SHA-256"]),
        label="tab-files",
        title="The files of this study",
        note="Files about people have no checksum here: with one, guesses of their rows could be put to the test."
        * (study.min_cell > 1),
    )
    used = pd.DataFrame(software("prepost", "numpy", "pandas", "scipy", "statsmodels"))
    table(
        used.rename(columns={"software": "Software", "version": "Version"}),
        label="tab-software",
        title="The software that made this report",
    )


def _answered_sentence(frame: pd.DataFrame) -> str:
    """Which group answered most readily, and how far it is over-represented among the answers."""
    most, least = frame.loc[frame["share"].idxmax()], frame.loc[frame["share"].idxmin()]
    if most["p"] >= 0.05:
        return f"The shares that answered do not differ clearly (Fisher's exact test, {p_value(most['p'])})."
    of_forms, of_people = most["forms"] / frame["forms"].sum(), most["people"] / frame["people"].sum()
    return (
        f"Of those who attended {_sessions(most['group'])}, {_part(most['forms'], most['people'])} answered "
        f"({percent(most['share'])}); of those who attended {_sessions(least['group'])}, "
        f"{_part(least['forms'], least['people'])} ({percent(least['share'])}; Fisher's exact test, "
        f"{p_value(most['p'])}). The first group is {percent(of_people)} of the people "
        f"({_part(most['people'], frame['people'].sum())}) and {percent(of_forms)} of the answers "
        f"({_part(most['forms'], frame['forms'].sum())}), which speak for it more than for the others."
    )


def _part(n: int, total: int) -> str:
    return f"{format_number(n, 0)} of {format_number(total, 0)}"


def _sessions(group: str) -> str:
    first, _, last = group.partition("-")
    words = " or ".join(in_words(int(part)) for part in (first, last) if part)
    return f"{words} {'session' if (last or first) == '1' else 'sessions'}"
