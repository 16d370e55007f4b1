"""Joint display: what the questionnaires show beside what interviewees said, and whether the two go together.

A standard of mixed-methods research (Guetterman, Fetters & Creswell 2015, Annals of Family Medicine 13, 554-561). Each
verdict is computed by the rule that `RULE` states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.people import Share
from prepost.report.sentences import differences
from prepost.report.themes import LEVEL, share_sentence
from prepost.report.wording import (
    capital,
    in_words,
    interval,
    listed,
    plural,
    signed,
    signed_percent,
)

if TYPE_CHECKING:
    import pandas as pd

    from prepost.report.effects import Effect

__all__ = ["RULE", "Strand", "joint_display", "joint_sentence", "numbers_finding", "together", "words_finding"]

GAIN, LOSS, MIXED, UNCLEAR = "gain", "loss", "mixed", "no clear change"
MOST, FEW, DIVIDED, SILENT = "most say so", "most do not say so", "divided", "not asked"
AGREE, COMPLEMENT, CONTRADICT = "agree", "complement", "contradict"
NEITHER, DEAF, ALONE = "neither settles it", "cannot respond", "one strand only"
_MARKS = {AGREE: "✓", COMPLEMENT: "◐", CONTRADICT: "≠", NEITHER: "?", DEAF: "–", ALONE: "–"}

RULE = (
    "The numbers show a gain (or a loss) where more than half of the statements are significantly higher (or lower) and"
    " none goes the other way, are mixed where only some are, and show no clear change where none is, which is not the"
    " same as no change. Interviewees mostly say so where the interval of their share lies above one half, mostly do"
    " not where it lies below, and are divided where it holds one half. The two agree where a gain meets most, or mixed"
    " numbers meet divided voices; they contradict where a gain meets few, or a loss meets most. Where no clear change"
    " meets divided voices, neither settles it. Statements that cannot respond to what a comparison spans are set"
    " against nothing. Else the two complement each other: one leaves open what the other adds."
)


@dataclass(frozen=True)
class Strand:
    """A topic on which the two strands of a study are set side by side.

    Attributes
    ----------
    name : str
        The topic.
    statements : tuple of str
        Ids of the statements that bear on it; empty where none does.
    share : Share or None
        The share of interviewees who said that it happened; None where they were not asked.
    said : str
        What that share said.
    cannot_respond : tuple of str
        Ids of comparisons too short for the statements to respond to, such as those on the last months.
    """

    name: str
    statements: tuple[str, ...] = ()
    share: Share | None = None
    said: str = ""
    cannot_respond: tuple[str, ...] = ()


def numbers_finding(effects: Sequence[Effect]) -> str:
    """What the statements of a topic show under one comparison: "gain", "loss", "mixed", "no clear change" or "not
    asked"."""
    made = [effect for effect in effects if effect.is_defined]
    if not made:
        return SILENT
    up = sum(effect.significant and effect.rank_biserial.value > 0 for effect in made)
    down = sum(effect.significant and effect.rank_biserial.value < 0 for effect in made)
    if up > len(made) / 2 and not down:
        return GAIN
    if down > len(made) / 2 and not up:
        return LOSS
    return MIXED if up or down else UNCLEAR


def words_finding(share: Share | None) -> str:
    """What interviewees said, as far as the interval of their share tells.

    Examples
    --------
    >>> words_finding(Share("yes", 23, 30)), words_finding(Share("yes", 14, 30)), words_finding(Share("yes", 3, 30))
    ('most say so', 'divided', 'most do not say so')
    """
    from prepost.stats import wilson

    if share is None or not share.n:
        return SILENT
    estimate = wilson(share.count, share.n, LEVEL)
    if estimate.low > 0.5:
        return MOST
    return FEW if estimate.high < 0.5 else DIVIDED


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
    if (numbers, words) in {(GAIN, MOST), (MIXED, DIVIDED)}:
        return AGREE
    if (numbers, words) == (UNCLEAR, DIVIDED):
        return NEITHER
    return CONTRADICT if (numbers, words) in {(GAIN, FEW), (LOSS, MOST)} else COMPLEMENT


def joint_display(strands: Sequence[Strand], effects: Sequence[Effect]) -> pd.DataFrame:
    """The joint display: a row a topic and comparison.

    Parameters
    ----------
    strands : sequence of Strand
        In the order to show.
    effects : sequence of Effect
        Of the comparisons to show, in their order; see `prepost.report.effects_of`.

    Returns
    -------
    pandas.DataFrame
        For `table`, with `groups="Topic"`.
    """
    import pandas as pd

    rows = [
        {
            "Topic": strand.name,
            "Comparison": label,
            "What the numbers show": _numbers(chosen),
            "What interviewees said": _words(strand),
            "Together": _mark(_verdict(strand, chosen)),
        }
        for strand in strands
        for label, chosen in _by_comparison(strand, effects)
    ]
    return pd.DataFrame(
        rows,
        columns=["Topic", "Comparison", "What the numbers show", "What interviewees said", "Together"],
        dtype=object,
    )


def _verdict(strand: Strand, effects: Sequence[Effect]) -> str:
    if effects and effects[0].comparison in strand.cannot_respond:
        return DEAF
    return together(numbers_finding(effects), words_finding(strand.share))


def _by_comparison(strand: Strand, effects: Sequence[Effect]) -> list[tuple[str, list[Effect]]]:
    if not strand.statements:
        return [("–", [])]
    labels = dict.fromkeys(effect.label for effect in effects)
    return [
        (label, [effect for effect in effects if effect.label == label and effect.statement in strand.statements])
        for label in labels
    ]


def _numbers(effects: Sequence[Effect]) -> str:
    made = [effect for effect in effects if effect.is_defined]
    if not made:
        return "No statement asks about it."
    words = capital(numbers_finding(made))
    changes = [effect.change.value for effect in made]
    if len(made) == 1:
        low, high = made[0].change.low, made[0].change.high
        return (
            f"{words}: {signed(changes[0], 1)}% of the range"
            f" ({interval(low / 100, high / 100, 1, form=signed_percent)})"
        )
    return f"{words}: {signed(min(changes), 1)}% to {signed(max(changes), 1)}% of the range; {differences(made)}"


def _words(strand: Strand) -> str:
    if strand.share is None or not strand.share.n:
        return "Not asked in the interviews."
    return f"{capital(words_finding(strand.share))}: {strand.said}, {share_sentence(strand.share)}"


def _mark(verdict: str) -> Markup:
    return Markup('<span class="prepost-mark"><span aria-hidden="true">{}</span> {}</span>').format(
        _MARKS[verdict], verdict
    )


def joint_sentence(strands: Sequence[Strand], effects: Sequence[Effect]) -> str:
    """How often the strands agree, complement and contradict each other, and where they contradict."""
    found = [
        (_verdict(strand, chosen), strand.name, label)
        for strand in strands
        for label, chosen in _by_comparison(strand, effects)
    ]
    both = [row for row in found if row[0] not in (ALONE, DEAF)]
    if not both:
        return "On no topic do both strands have something to say."
    counts = {verdict: sum(row[0] == verdict for row in both) for verdict in (AGREE, COMPLEMENT, CONTRADICT)}
    parts = [f"{verdict} in {in_words(n)}" for verdict, n in counts.items() if n]
    of = f"of {in_words(len(both))} {plural(len(both), 'comparison')}"
    neither = sum(row[0] == NEITHER for row in both)
    if not parts:
        return f"Where both strands speak, neither settles anything in any {of}."
    rest = f"; in {in_words(neither)} neither settles it" if neither else ""
    sentence = f"Where both strands speak, they {listed(parts)} {of}{rest}."
    apart = [
        f"{name.lower()} ({label[:1].lower()}{label[1:]})" for verdict, name, label in both if verdict == CONTRADICT
    ]
    return f"{sentence} They contradict each other on {listed(apart)}." if apart else sentence
