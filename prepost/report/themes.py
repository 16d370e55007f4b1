"""What interviewees answered: each question's shares with n and interval, the codebook, and sentences that follow
from them.

Only margins are read: how many gave an answer or raised a theme, never who did. Answers and themes of fewer people
than the study's `min_cell` are left out, and further answers with them where a subtraction would give them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.canvas import SHEET_WIDTH, Sheet, text_width, wrapped
from prepost.report.figures import Share
from prepost.report.show import ledger_link
from prepost.report.style import CATEGORIES, QUIET, styled
from prepost.report.wording import capital, format_number, in_words, interval, level_words, percent, with_noun
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Study

__all__ = [
    "Asked",
    "Theme",
    "asked",
    "claims_of",
    "codebook",
    "codebook_table",
    "question_sentence",
    "quote_links",
    "share_sentence",
    "themes_figure",
    "themes_table",
    "themes_title",
    "yes_sentence",
]

LEVEL = 0.95


@dataclass(frozen=True)
class Asked:
    """A question of the interviews with what was answered.

    Attributes
    ----------
    id, text, kind : str
        As in study.yml; kind is "closed" or "open".
    n : int
        Interviewees who answered it.
    shares : tuple of Share
        Each answer of a closed question, in the order of study.yml; each theme of an open one, the most frequent first.
    hidden : int
        Answers or themes left out because too few people stand behind them.
    """

    id: str
    text: str
    kind: str
    n: int
    shares: tuple[Share, ...]
    hidden: int = 0

    def share(self, name: str) -> Share | None:
        """The share of an answer or a theme; None where it is not shown."""
        return next((share for share in self.shares if share.name == name), None)


@dataclass(frozen=True)
class Theme:
    """A theme of the codebook.

    Attributes
    ----------
    question, name, definition : str
        The question's id, the theme's name, and what belongs to it.
    stance : str
        "positive", "negative", "mixed", "neutral", "other", "wish" or blank.
    claim : str
        Id of the claim that prints its percentage; blank where there is none.
    quotes : tuple of str
        Ids of the quotations that stand for it.
    line : str
        Line of the article; blank where there is no article.
    """

    question: str
    name: str
    definition: str = ""
    stance: str = ""
    claim: str = ""
    quotes: tuple[str, ...] = ()
    line: str = ""


def asked(study: Study) -> list[Asked]:
    """Every question of the interviews that somebody answered, with its answers.

    Parameters
    ----------
    study : prepost.study.Study
        `interviews` holds the answers to closed questions, `codings` the themes of open ones.

    Returns
    -------
    list of Asked
        In the order of study.yml; empty where there are no interviews, or fewer than `min_cell`.
    """
    from prepost.study.disclosure import may_show

    if study.interviews is None or not may_show(len(study.interviews), study.min_cell):
        return []
    made = [
        _closed(study, question) if question.kind == "closed" else _open(study, question)
        for question in study.questions
    ]
    return [question for question in made if question.n and may_show(question.n, study.min_cell)]


def _column(study: Study, question: str) -> list[str]:
    return list(study.interviews[question]) if question in study.interviews.columns else []


def _closed(study: Study, question) -> Asked:
    from prepost.study.disclosure import hide_small

    answers = [answer for answer in _column(study, question.id) if answer]
    names = dict.fromkeys([*question.answers, *answers])
    shown = hide_small({name: answers.count(name) for name in names}, study.min_cell)
    shares = tuple(Share(name, n, len(answers)) for name, n in shown.items() if n is not None)
    return Asked(question.id, question.text or question.id, "closed", len(answers), shares, len(shown) - len(shares))


def _open(study: Study, question) -> Asked:
    from prepost.study.disclosure import may_show

    raised = _raised(study, question.id)
    answered = sum(bool(cell) for cell in _column(study, question.id)) or len(set().union(*raised.values(), set()))
    counts = sorted(((name, len(people)) for name, people in raised.items()), key=lambda pair: -pair[1])
    shares = tuple(Share(name, n, answered) for name, n in counts if n <= answered and may_show(n, study.min_cell))
    return Asked(question.id, question.text or question.id, "open", answered, shares, len(counts) - len(shares))


def _raised(study: Study, question: str) -> dict[str, set[str]]:
    """For each theme of a question, the interviews in which somebody coded it."""
    raised: dict[str, set[str]] = {}
    if study.codings is not None:
        for row in study.codings.to_dict("records"):
            if row["question"] == question and row["interview"]:
                raised.setdefault(row["theme"], set()).add(row["interview"])
    return raised


def codebook(study: Study) -> list[Theme]:
    """The themes: those that the article names, else those of the codings.

    Parameters
    ----------
    study : prepost.study.Study
        Its folder holds `published/themes.csv`, or it has codings.

    Returns
    -------
    list of Theme
        Empty where there is neither. From codings, a theme's stance is the most frequent one and its definition its
        subthemes; themes that fewer than `min_cell` people raised are left out.
    """
    if (Path(study.folder) / "published" / "themes.csv").exists():
        from prepost.study import load_published

        rows = load_published(study.folder, only=["themes"]).themes.to_dict("records")
        return [
            Theme(
                row["question"],
                row["theme"],
                row["definition"],
                row["stance"],
                row["claim"],
                tuple(row["quotes"].split()),
                row["line"],
            )
            for row in rows
        ]
    return _coded_themes(study)


def _coded_themes(study: Study) -> list[Theme]:
    from prepost.study.disclosure import may_show

    if study.codings is None:
        return []
    themes = []
    for (question, name), rows in study.codings.groupby(["question", "theme"], sort=False):
        if not may_show(rows["interview"][rows["interview"] != ""].nunique(), study.min_cell):
            continue
        subthemes = list(dict.fromkeys(text for text in rows["subtheme"] if text))
        stances = [stance for stance in rows["stance"] if stance]
        stance = max(dict.fromkeys(stances), key=stances.count) if stances else ""
        themes.append(Theme(question, name, capital("; ".join(subthemes)), stance))
    return themes


def claims_of(themes: Sequence[Theme]) -> dict[tuple[str, str], str]:
    """The claim that prints each theme's percentage, by question and theme."""
    return {(theme.question, theme.name): theme.claim for theme in themes if theme.claim}


def codebook_table(
    themes: Sequence[Theme], questions: Mapping[str, str], printed: Mapping[str, str] | None = None, *, ledger: str = ""
) -> pd.DataFrame:
    """The codebook as a table.

    Parameters
    ----------
    themes : sequence of Theme
        As `codebook` returns them.
    questions : mapping of str to str
        The text of each question by its id.
    printed : mapping of str to str, optional
        What each claim prints, where there is an article; a dash stands where it names a theme without a count.
    ledger : str
        Address of the page with the ledger; blank for no links.

    Returns
    -------
    pandas.DataFrame
        For `table`, with `groups="Question"`.
    """
    import pandas as pd

    rows = []
    for theme in themes:
        row = {
            "Question": questions.get(theme.question, theme.question),
            "Theme": capital(theme.name),
            "What belongs to it": theme.definition or "–",
            "Stance": capital(theme.stance) or "–",
        }
        if printed is not None:
            row |= {
                "Printed": _printed(theme.claim, printed, ledger) or "–",
                "Quoted": quote_links(theme.quotes),
                "Line": theme.line,
            }
        rows.append(row)
    extra = ["Printed", "Quoted", "Line"] if printed is not None else []
    return pd.DataFrame(rows, columns=["Question", "Theme", "What belongs to it", "Stance", *extra], dtype=object)


def _printed(claim: str, printed: Mapping[str, str], ledger: str) -> str:
    if claim not in printed:
        return ""
    return ledger_link(claim, printed[claim], ledger) if ledger else printed[claim]


def quote_links(quotes: Sequence[str]) -> Markup:
    """Links to quotations of the quote bank on the same page, numbered; a dash where there is none."""
    links = [
        Markup('<a class="prepost-jump" href="#quote-{}" aria-label="Quotation {}">{}</a>').format(quote, place, place)
        for place, quote in enumerate(quotes, start=1)
    ]
    return Markup(" ").join(links) if links else Markup("–")


def themes_table(
    questions: Sequence[Asked],
    claims: Mapping[tuple[str, str], str] | None = None,
    printed: Mapping[str, str] | None = None,
    *,
    ledger: str = "",
) -> pd.DataFrame:
    """Every answer and theme with its number, its denominator, its share and interval, beside what is printed.

    Parameters
    ----------
    questions : sequence of Asked
        As `asked` returns them.
    claims : mapping, optional
        As `claims_of` returns it; without it there is no column for what is printed.
    printed, ledger
        As for `codebook_table`.

    Returns
    -------
    pandas.DataFrame
        For `table`, with `groups="Question"`.
    """
    import pandas as pd
    from statsmodels.stats.proportion import proportion_confint

    rows = []
    for question in questions:
        for share in question.shares:
            low, high = proportion_confint(share.count, share.n, alpha=1 - LEVEL, method="wilson")
            row = {
                "Question": question.text,
                "Answer": capital(share.name),
                "Number": format_number(share.count, 0),
                "of": format_number(share.n, 0),
                "Share": percent(share.count / share.n),
                _INTERVAL: interval(low, high, 0, form=percent),
            }
            if claims is not None:
                row["Printed"] = _printed(claims.get((question.id, share.name), ""), printed or {}, ledger) or "–"
            rows.append(row)
    extra = ["Printed"] if claims is not None else []
    return pd.DataFrame(rows, columns=["Question", "Answer", "Number", "of", "Share", _INTERVAL, *extra], dtype=object)


_INTERVAL = f"{level_words(LEVEL)} interval"


def share_sentence(share: Share, *, with_level: bool = False) -> str:
    """A share in words: number, denominator, percentage, interval.

    Parameters
    ----------
    share : Share
    with_level : bool
        Whether to name the level of the interval, which a caption or a note may do for many shares at once.

    Examples
    --------
    >>> share_sentence(Share("yes", 23, 30))
    '23 of 30 (77%, interval 59% to 88%)'
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(share.count, share.n, alpha=1 - LEVEL, method="wilson")
    return (
        f"{format_number(share.count, 0)} of {format_number(share.n, 0)} ({percent(share.count / share.n)},"
        f" {level_words(LEVEL) + ' ' if with_level else ''}interval {interval(low, high, 0, form=percent)})"
    )


def question_sentence(question: Asked | None) -> str:
    """What was answered to a question, in a sentence or two.

    Parameters
    ----------
    question : Asked or None
        None where nobody answered it.
    """
    if question is None or not question.shares:
        return "No answer to this question can be shown."
    parts = [f"“{share.name}” {share_sentence(share, with_level=True)}" for share in question.shares]
    if question.kind == "closed":
        return f"Answers: {join_words(parts)}."
    total = sum(share.count for share in question.shares)
    sentence = f"Raised by interviewees: {join_words(parts)}."
    if total > question.n:
        sentence += (
            f" One person may raise several, so the shares need not add up to {percent(1)}; here they add up to"
            f" {percent(total / question.n)}."
        )
    return sentence


def yes_sentence(study: Study, question: str, said: str) -> str:
    """How many interviewees said yes to a closed question, for a page that has not the whole of the interviews.

    Parameters
    ----------
    study : prepost.study.Study
        With its interviews, if there are any.
    question : str
        The question's id.
    said : str
        What a yes says, such as "they had learned something".

    Returns
    -------
    str
        The share with the number asked and its interval; where nothing is recorded or can be shown, that.
    """
    from statsmodels.stats.proportion import proportion_confint

    from prepost.study.disclosure import may_show

    answered = [
        _closed(study, one)
        for one in study.questions
        if one.id == question and study.interviews is not None and may_show(len(study.interviews), study.min_cell)
    ]
    found = next((one.share("yes") for one in answered if one.n and may_show(one.n, study.min_cell)), None)
    if found is None:
        return f"No answers of interviewees are recorded that would tell how many said that {said}."
    low, high = proportion_confint(found.count, found.n, alpha=1 - LEVEL, method="wilson")
    return (
        f"Of the {with_noun(found.n, 'interviewee')}, {percent(found.count / found.n)} said that {said}"
        f" ({level_words(LEVEL)} Wilson interval {interval(low, high, 0, form=percent)})."
    )


def themes_title(questions: Sequence[Asked]) -> str:
    """Title for a picture of the answers: to how many yes-or-no questions a majority said yes, as far as the
    intervals tell."""
    from statsmodels.stats.proportion import proportion_confint

    leads = [
        (question, proportion_confint(share.count, share.n, alpha=1 - LEVEL, method="wilson"))
        for question in questions
        if question.kind == "closed"
        for share in question.shares
        if share.name.casefold() == "yes"
    ]
    if not leads:
        return "What interviewees answered"
    clear = sum(low > 0.5 for _, (low, _) in leads)
    against = sum(high < 0.5 for _, (_, high) in leads)
    rest = len(leads) - clear - against
    parts = [
        (clear, "a majority said yes to {}"),
        (against, "a minority said yes to {}"),
        (rest, "{} could go either way"),
    ]
    first, *later = [words.format(in_words(n)) for n, words in parts if n]
    return capital("; ".join([f"{first} of the {in_words(len(leads))} yes-or-no questions", *later]))


@styled
def themes_figure(questions: Sequence[Asked]):
    """All answers and themes with their intervals, under their questions.

    Parameters
    ----------
    questions : sequence of Asked
        As `asked` returns them.

    Returns
    -------
    fig, alt, summary
    """
    rows = [(question, share) for question in questions for share in question.shares]
    names = {id(share): wrapped(capital(share.name), SHEET_WIDTH * 0.34, 9.5) for _, share in rows}
    start = max((text_width(line, 9.5) for lines in names.values() for line in lines), default=0) + 14
    end = SHEET_WIDTH - text_width("100% (300 of 300)", 9) - 8
    heads = {question.id: wrapped(question.text, SHEET_WIDTH, 9.5, "bold") for question in questions}
    bottom = sum(12 * len(lines) + 14 for lines in heads.values()) + sum(
        12 * len(lines) + 7 for lines in names.values()
    )
    sheet, y = Sheet(bottom + 22), 0.0
    for tick in (0, 0.25, 0.5, 0.75, 1):
        sheet.text(start + tick * (end - start), bottom + 12, percent(tick), align="center", size=9, colour=QUIET)
    for question in questions:
        y += 8
        for line in heads[question.id]:
            sheet.text(0, y + 6, line, size=9.5, weight="bold")
            y += 12
        top = y + 4
        y += 6
        for share in question.shares:
            y = _draw_share(sheet, share, names[id(share)], start, end, y)
        for tick in (0, 0.25, 0.5, 0.75, 1):
            sheet.line([start + tick * (end - start)] * 2, [top, y])
    return sheet.fig, *_alt(questions)


def _draw_share(sheet: Sheet, share: Share, lines: list[str], start: float, end: float, y: float) -> float:
    from statsmodels.stats.proportion import proportion_confint

    height = 12 * len(lines) + 7
    middle = y + height / 2
    for place, line in enumerate(lines):
        sheet.text(0, middle + (place - (len(lines) - 1) / 2) * 12, line, size=9.5)
    value = share.count / share.n
    ends = proportion_confint(share.count, share.n, alpha=1 - LEVEL, method="wilson")
    across = [start + place * (end - start) for place in (*ends, value)]
    sheet.line(across[:2], [middle] * 2, colour=CATEGORIES[1], width=2)
    sheet.dot(across[2], middle, CATEGORIES[1])
    sheet.text(
        SHEET_WIDTH,
        middle,
        f"{percent(value)} ({share.count} of {share.n})",
        align="right",
        size=9,
        colour=QUIET,
    )
    return y + height


def _alt(questions: Sequence[Asked]) -> tuple[str, str]:
    if not questions:
        return "No shares: nobody was asked.", "There is nothing to show."
    parts = [
        f"{question.text} {join_words(f'{share.name}: {share_sentence(share)}' for share in question.shares)}"
        for question in questions
    ]
    alt = (
        f"Shares of interviewees with {level_words(LEVEL)} Wilson intervals, question by question. {'; '.join(parts)}."
    )
    sizes = sorted({question.n for question in questions})
    answered = (
        with_noun(sizes[0], "interviewee")
        if len(sizes) == 1
        else f"{format_number(sizes[0], 0)} to {with_noun(sizes[-1], 'interviewee')}"
    )
    return (
        alt,
        (
            f"{capital(with_noun(len(questions), 'question'))}, answered by {answered}. Lines are {level_words(LEVEL)}"
            " Wilson intervals."
        ),
    )
