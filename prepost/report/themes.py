"""What interviewees answered: each question's shares with n and interval, the codebook, and sentences that follow
from them.

Only margins are read: how many gave an answer or raised a theme, never who did. Answers and themes of fewer people
than the study's `min_cell` are left out, and further answers with them where a subtraction would give them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from prepost.report.figures import Share
from prepost.report.tables import shares_table
from prepost.report.wording import capital, format_number, interval, percent
from prepost.study import Study, load_published
from prepost.study.disclosure import Entry, hide_small, may_show, people
from prepost.study.faults import join_words


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
    quotes : tuple of str
        Ids of the quotations that stand for it.
    """

    question: str
    name: str
    definition: str = ""
    stance: str = ""
    quotes: tuple[str, ...] = ()


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
    answers = [answer for answer in _column(study, question.id) if answer]
    names = dict.fromkeys([*question.answers, *answers])
    shown = hide_small({name: answers.count(name) for name in names}, study.min_cell)
    shares = tuple(Share(name, n, len(answers)) for name, n in shown.items() if n is not None)
    return Asked(question.id, question.text or question.id, "closed", len(answers), shares, len(shown) - len(shares))


def _open(study: Study, question) -> Asked:
    raised = _raised(study, question.id)
    answered = sum(bool(cell) for cell in _column(study, question.id)) or len(set().union(*raised.values(), set()))
    counts = sorted(((name, len(people)) for name, people in raised.items()), key=lambda pair: -pair[1])
    shares = tuple(Share(name, n, answered) for name, n in counts if n <= answered and may_show(n, study.min_cell))
    return Asked(question.id, question.text or question.id, "open", answered, shares, len(counts) - len(shares))


def said_published(study: Study, question: Asked) -> list[Entry]:
    """The account of a question: those who answered it, each answer or theme that is shown, and each that is not."""
    counts = {share.name: share.count for share in question.shares}
    if question.kind == "closed":
        names = [answer for answer in dict.fromkeys(_column(study, question.id)) if answer]
        groups = {name: {question.id: name} for name in names}
        made = people(study, {question.id: names}, question.n, file="interviews.csv")
    else:
        groups = {name: {f"theme {name}": "yes"} for name in _raised(study, question.id)}
        made = people(study, {f"answered {question.id}": "yes"}, question.n, file="interviews.csv")
    for name, group in groups.items():
        made += people(study, group, counts.get(name), file="interviews.csv")
    return made


def _raised(study: Study, question: str) -> dict[str, set[str]]:
    """For each theme of a question, the interviews in which somebody coded it."""
    if study.codings is None:
        return {}
    coded = study.codings[(study.codings["question"] == question) & (study.codings["interview"] != "")]
    return coded.groupby("theme", sort=False)["interview"].agg(set).to_dict()


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
    if (study.folder / "published" / "themes.csv").exists():
        rows = load_published(study.folder, only=["themes"]).themes.to_dict("records")
        return [
            Theme(row["question"], row["theme"], row["definition"], row["stance"], tuple(row["quotes"].split()))
            for row in rows
        ]
    return _coded_themes(study)


def _coded_themes(study: Study) -> list[Theme]:
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


def codebook_table(themes: Sequence[Theme], questions: Mapping[str, str]) -> pd.DataFrame:
    """The codebook as a table for `table`, with `groups="Question"`; columns of which nothing is known are left out.

    Parameters
    ----------
    themes : sequence of Theme
        As `codebook` returns them.
    questions : mapping of str to str
        The text of each question by its id.
    """
    rows = [
        [
            questions.get(theme.question, theme.question),
            capital(theme.name),
            theme.definition or "–",
            capital(theme.stance) or "–",
        ]
        for theme in themes
    ]
    frame = pd.DataFrame(rows, columns=["Question", "Theme", "What belongs to it", "Stance"])
    return frame[["Question", "Theme", *(name for name in frame.columns[2:] if (frame[name] != "–").any())]]


def said_table(question: Asked) -> pd.DataFrame:
    """Every answer to a question, or theme of it, with its number, its denominator, its share and interval."""
    return shares_table([replace(share, name=capital(share.name)) for share in question.shares], what="Answer")


def most_frequent(question: Asked) -> str:
    """A question with its most frequent answers and their share, as a title."""
    most = max(share.count for share in question.shares)
    names = join_words(f"“{share.name}”" for share in question.shares if share.count == most)
    return f"{question.text} Most often: {names} ({percent(most / question.n)})"


def quote_links(quotes: Sequence[str]) -> Markup:
    """Links to quotations of the quote bank on the same page, numbered; a dash where there is none."""
    links = [
        Markup('<a class="prepost-jump" href="#quote-{}" aria-label="Quotation {}">{}</a>').format(quote, place, place)
        for place, quote in enumerate(quotes, start=1)
    ]
    return Markup(" ").join(links) if links else Markup("–")


def share_sentence(share: Share) -> str:
    """A share in words: number, denominator, percentage, interval.

    Examples
    --------
    >>> share_sentence(Share("yes", 23, 30))
    '23 of 30 (77%, interval 59% to 88%)'
    """
    return (
        f"{format_number(share.count, 0)} of {format_number(share.n, 0)} ({percent(share.count / share.n)},"
        f" interval {interval(*share.interval, 0, form=percent)})"
    )
