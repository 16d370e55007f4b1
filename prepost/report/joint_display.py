"""Joint display: what the questionnaires show beside what interviewees said, and whether the two go together.

A standard of mixed-methods research (Guetterman, Fetters & Creswell 2015, Annals of Family Medicine 13, 554-561). Each
verdict is computed by the rule that `RULE` states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from prepost.report.compare import sizes
from prepost.report.figures import Share
from prepost.report.quotations import Voice
from prepost.report.sentences import differences, directions
from prepost.report.themes import Asked, quote_links, share_sentence
from prepost.report.wording import capital, in_words, interval, level_words, plural, signed, signed_percent, uncapital
from prepost.study import Study
from prepost.study.faults import join_words
from prepost.study.settings import Topic

GAIN, LOSS, MIXED, UNCLEAR = "gain", "loss", "mixed", "no clear change"
MOST, FEW, DIVIDED, SILENT = "most say so", "most do not say so", "divided", "not asked"
RAISED = "raised freely"
AGREE, COMPLEMENT, CONTRADICT = "agree", "complement", "contradict"
NEITHER, DEAF, ALONE = "neither settles it", "cannot respond", "one strand only"
OPEN = "left to the reader"
_MARKS = {AGREE: "✓", COMPLEMENT: "◐", CONTRADICT: "≠", NEITHER: "?", OPEN: "?", DEAF: "–", ALONE: "–"}
_TOGETHER = {(GAIN, MOST): AGREE, (MIXED, DIVIDED): AGREE, (UNCLEAR, DIVIDED): NEITHER}
_TOGETHER |= {(GAIN, FEW): CONTRADICT, (LOSS, MOST): CONTRADICT}
NOT_ASKED = "Not asked in the interviews."
TOO_FEW = "Too few people said so, or were asked, to be shown."

RULE = (
    "The numbers show a gain (or a loss) where more than half of the statements are significantly higher (or lower) and"
    " none goes the other way, are mixed where only some are, and show no clear change where none is, which is not the"
    " same as no change. Interviewees mostly say so where the interval of their share lies above one half, mostly do"
    " not where it lies below, and are divided where it holds one half. The two agree where a gain meets most, or mixed"
    " numbers meet divided voices; they contradict where a gain meets few, or a loss meets most. Where no clear change"
    " meets divided voices, neither settles it. Statements that cannot respond to what a comparison spans are set"
    " against nothing. Else the two complement each other: one leaves open what the other adds."
)
JUDGED = (
    " A theme that came up in answer to an open question says nothing of those who did not raise it, so how it goes"
    " together with the numbers is left to the reader. “As judged” marks what those who wrote this report judged"
    " themselves."
)


@dataclass(frozen=True)
class Strand:
    """A topic on which the two strands of a study are set side by side.

    Attributes
    ----------
    topic : Topic
        As study.yml gives it: its name, the statements that bear on it, judgements in place of computed ones by
        comparison ("cannot respond" where one is too short for the statements to respond to, such as those on the last
        months), and what the writer concludes, a column of its own where any topic has it.
    share : Share or None
        The share of interviewees who said that it happened; None where they were not asked.
    said : str
        What that share said; where there is none, a sentence that says why.
    is_open : bool
        Whether they raised it in answer to an open question, so that silence says nothing.
    quotes : tuple of str
        Ids of the quotations that stand for it, on the same page.
    """

    topic: Topic
    share: Share | None = None
    said: str = ""
    is_open: bool = False
    quotes: tuple[str, ...] = ()


def numbers_finding(effects: pd.DataFrame) -> str:
    """What the statements of a topic show under one comparison: "gain", "loss", "mixed", "no clear change" or "not
    asked"."""
    up, down, total = directions(effects)
    if not total:
        return SILENT
    if up > total / 2 and not down:
        return GAIN
    if down > total / 2 and not up:
        return LOSS
    return MIXED if up or down else UNCLEAR


def words_finding(share: Share | None, is_open: bool = False) -> str:
    """What interviewees said, as far as the interval of their share tells.

    Parameters
    ----------
    share : Share or None
        None where they were not asked.
    is_open : bool
        Whether they raised it unasked: then those who did not may well agree.

    Examples
    --------
    >>> words_finding(Share("yes", 23, 30)), words_finding(Share("yes", 14, 30)), words_finding(Share("yes", 3, 30))
    ('most say so', 'divided', 'most do not say so')
    """
    if share is None or not share.n:
        return SILENT
    if is_open:
        return RAISED
    low, high = share.interval
    if low > 0.5:
        return MOST
    return FEW if high < 0.5 else DIVIDED


def together(numbers: str, words: str) -> str:
    """Whether the two strands agree, complement or contradict each other; see `RULE`.

    Examples
    --------
    >>> together("gain", "most say so"), together("gain", "most do not say so")
    ('agree', 'contradict')
    >>> together("no clear change", "most say so"), together("no clear change", "divided")
    ('complement', 'neither settles it')
    """
    if SILENT in (numbers, words):
        return ALONE
    return OPEN if words == RAISED else _TOGETHER.get((numbers, words), COMPLEMENT)


def joint_display(strands: Sequence[Strand], effects: pd.DataFrame) -> pd.DataFrame:
    """The joint display: a row a topic and comparison.

    Parameters
    ----------
    strands : sequence of Strand
        In the order to show.
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`, of the comparisons to show.

    Returns
    -------
    pandas.DataFrame
        For `table`, with `groups="Topic"`.
    """
    rows = [
        {
            "Topic": strand.topic.name,
            "Comparison": label,
            "What the numbers show": _numbers(strand, chosen),
            "What interviewees said": _words(strand, place),
            "Together": _mark(*_verdict(strand, chosen)),
            "Reading": "" if place else strand.topic.reading or "–",
        }
        for strand in strands
        for place, (label, chosen) in enumerate(_by_comparison(strand, effects))
    ]
    columns = ["Topic", "Comparison", "What the numbers show", "What interviewees said", "Together"]
    columns += ["Reading"] if any(strand.topic.reading for strand in strands) else []
    return pd.DataFrame(rows, columns=columns, dtype=object)


def joint_note(strands: Sequence[Strand], effects: pd.DataFrame) -> str:
    """The line under a joint display: the rule of its verdicts, and the levels of its intervals."""
    levels = ""
    if len(effects):
        levels = f" Intervals: {level_words(1 - effects['level'].iloc[0])} for changes, 95% for shares."
    own = (verdict != DEAF for strand in strands for _, verdict in strand.topic.together)
    return RULE + JUDGED * (any(strand.is_open for strand in strands) or any(own)) + levels


def strands_of(study: Study, questions: Sequence[Asked], voices: Sequence[Voice] = ()) -> list[Strand]:
    """The topics that study.yml sets side by side under `joint_display`.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    questions : sequence of Asked
        As `prepost.report.asked` returns them: what few people said is not among them.
    voices : sequence of Voice
        The quotations that stand on the same page, as `prepost.report.voices_of` returns them.
    """
    answered = {question.id: question for question in questions}
    found = []
    for topic in study.joint_display:
        question = answered.get(topic.question)
        share = question.share(topic.answer) if question else None
        said = f"“{topic.answer}” to “{question.text}”" if question else ""
        if topic.question and share is None:
            said = TOO_FEW if _is_said(study, topic) else f"Nobody is recorded to have said “{topic.answer}”."
        is_open = bool(question) and question.kind == "open"
        quotes = tuple(
            voice.id
            for voice in voices
            if share is not None and voice.question == topic.question and (not is_open or voice.theme == topic.answer)
        )
        found.append(Strand(topic, share, said, is_open, quotes))
    return found


def _is_said(study: Study, topic: Topic) -> bool:
    """Whether anybody gave the answer, or raised the theme, that bears on a topic."""
    interviews = study.interviews
    if interviews is not None and topic.answer in set(interviews.get(topic.question, ())):
        return True
    codings = study.codings
    return codings is not None and ((codings["question"] == topic.question) & (codings["theme"] == topic.answer)).any()


def _verdict(strand: Strand, effects: pd.DataFrame) -> tuple[str, bool]:
    """Whether the strands go together, and whether that is a judgement of those who wrote the report."""
    computed = together(numbers_finding(effects), words_finding(strand.share, strand.is_open))
    judged = None if computed == ALONE else dict(strand.topic.together).get(effects["comparison"].iloc[0])
    return judged or computed, judged not in (None, DEAF)


def _by_comparison(strand: Strand, effects: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if not strand.topic.statements or effects.empty:
        return [("–", effects[:0])]
    return [
        (label, rows[rows["statement"].isin(strand.topic.statements)])
        for label, rows in effects.groupby("label", sort=False)
    ]


def _numbers(strand: Strand, effects: pd.DataFrame) -> str:
    made = effects[effects["change"].notna()]
    if made.empty:
        return "Too few answers to be compared." if strand.topic.statements else "No statement asks about it."
    words, n, changes = capital(numbers_finding(made)), sizes(made), made["change_pct"]
    if len(made) == 1:
        low, high = made["change_pct_low"].iloc[0], made["change_pct_high"].iloc[0]
        return (
            f"{words}: {signed(changes.iloc[0], 1)}% of the range"
            f" ({interval(low / 100, high / 100, 1, form=signed_percent)}; {n})"
        )
    low, high = (f"{signed(end, 1)}%" for end in (changes.min(), changes.max()))
    reach = f"each {low}" if low == high else f"from {low} to {high}"
    spread = f"by statement {reach} of the range ({n})"
    return f"{words}: {spread}; {differences(made)}"


def _words(strand: Strand, place: int) -> str | Markup:
    """What interviewees said, in full in the first row of a topic."""
    if strand.share is None or not strand.share.n:
        return strand.said or NOT_ASKED
    finding = capital(words_finding(strand.share, strand.is_open))
    if place:
        return f"{finding}, as above"
    said = f"{finding}: {strand.said}, {share_sentence(strand.share)}"
    return Markup("{}. Words: {}").format(said, quote_links(strand.quotes)) if strand.quotes else said


def _mark(verdict: str, is_judged: bool) -> Markup:
    return Markup('<span class="prepost-mark"><span aria-hidden="true">{}</span> {}</span>').format(
        _MARKS[verdict], f"{verdict}, as judged" if is_judged else verdict
    )


def joint_sentence(strands: Sequence[Strand], effects: pd.DataFrame) -> str:
    """How often the strands agree, complement and contradict each other, and where they contradict."""
    found = [
        (_verdict(strand, chosen)[0], strand.topic.name, label)
        for strand in strands
        for label, chosen in _by_comparison(strand, effects)
    ]
    both = [row for row in found if row[0] not in (ALONE, DEAF)]
    if not both:
        return "On no topic do both strands have something to say."
    counts = Counter(verdict for verdict, *_ in both)
    named = {AGREE: AGREE, COMPLEMENT: f"{COMPLEMENT} each other", CONTRADICT: f"{CONTRADICT} each other"}
    parts = [f"{words} in {in_words(counts[verdict])}" for verdict, words in named.items() if counts[verdict]]
    unsettled = {NEITHER: "neither settles it", OPEN: "the reader is to judge"}
    rest = [f"in {in_words(counts[verdict])} {words}" for verdict, words in unsettled.items() if counts[verdict]]
    spoken = f"{in_words(len(both))} {plural(len(both), 'comparison')}"
    if parts:
        sentence = f"Where both strands speak, {'; '.join([f'they {join_words(parts)} of {spoken}', *rest])}."
    else:
        sentence = f"Where both strands speak ({spoken}), {join_words(rest)}."
    apart = [f"{name.lower()} ({uncapital(label)})" for verdict, name, label in both if verdict == CONTRADICT]
    return f"{sentence} They contradict on {join_words(apart)}." if apart else sentence
