"""What interviewees said in their own words: a bank of quotations, positive and other voices side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby

from markupsafe import Markup

from prepost.report.show import quotations_html, show_html
from prepost.report.themes import codebook
from prepost.report.wording import capital, format_number, with_noun
from prepost.study import Study, load_published
from prepost.study.disclosure import may_show

POSITIVE, OTHER = "Positive", "Other"
ANYBODY = "Interviewee"


@dataclass(frozen=True)
class Voice:
    """A quotation in its place.

    Attributes
    ----------
    id, quote, role, line : str
        As in published/quotes.csv; the line is blank where there is no article.
    question, theme : str
        The question's id and the theme for which it stands.
    stance : str
        "positive", "negative", "mixed", "neutral", "other", "wish" or blank.
    """

    id: str
    quote: str
    role: str
    line: str
    question: str
    theme: str
    stance: str

    @property
    def side(self) -> str:
        """The column in which it stands."""
        return POSITIVE if self.stance == "positive" else OTHER


def voices_of(study: Study) -> list[Voice]:
    """All quotations that may be printed, in the order of the questions.

    Parameters
    ----------
    study : prepost.study.Study
        Its folder holds `published/quotes.csv` and `published/themes.csv`, or it has codings with passages that may
        be printed.

    Returns
    -------
    list of Voice
        Empty where there is none.
    """
    found = _printed(study) if (study.folder / "published" / "quotes.csv").exists() else _coded(study)
    places = {question.id: place for place, question in enumerate(study.questions)}
    return sorted(found, key=lambda voice: places.get(voice.question, len(places)))


def _printed(study: Study) -> list[Voice]:
    theme_of = {quote: theme for theme in codebook(study) for quote in theme.quotes}
    found = []
    for row in load_published(study.folder, only=["quotes"]).quotes.to_dict("records"):
        theme = theme_of.get(row["id"])
        question, name, stance = (theme.question, theme.name, theme.stance) if theme else (row["topic"], "", "")
        found.append(Voice(row["id"], row["quote"], row["role"], row["line"], question, name, stance))
    return found


def _coded(study: Study) -> list[Voice]:
    """The coded passages whose words may be printed, each with an attribution that identifies nobody.

    A theme that fewer than `min_cell` interviewees raised has none. Who spoke is said only where each attribution is that of
    `min_cell` or more of those who raised the theme, in all themes of the passage.
    """
    if study.codings is None:
        return []
    speaker, keys = speakers(study), ["question", "theme"]
    codings = study.codings.assign(role=[speaker.get(interview, ANYBODY) for interview in study.codings["interview"]])
    known = codings[codings["interview"] != ""]
    fewest = known.groupby([*keys, "role"])["interview"].nunique().groupby(level=keys).min()
    is_apart = codings.join(fewest.rename("fewest"), on=keys)["fewest"] >= study.min_cell
    is_apart = is_apart.groupby([codings["interview"], codings["quote"]]).transform("all")
    codings["role"] = codings["role"].where(is_apart, ANYBODY)
    raised = codings["theme"].map(known.groupby("theme")["interview"].nunique()).fillna(0)
    is_common = raised.map(lambda n: may_show(n, study.min_cell)).astype(bool)
    chosen = codings[(codings["ok_to_print"] == "yes") & (codings["quote"] != "") & is_common]
    columns = ["quote", "role", "line", "question", "theme", "stance"]
    rows = chosen.drop_duplicates(["interview", "theme", "quote"]).assign(line="")[columns]
    return [Voice(f"passage-{place}", *row) for place, row in enumerate(rows.itertuples(index=False), start=1)]


def speakers(study: Study) -> dict[str, str]:
    """Who spoke, by interview: the role, else the sector, else "Interviewee", each of them that of `min_cell` people or more.

    A sector is that of those of it whose role is not named. Where a few are left whom nothing names, the smallest of the other
    groups is named no longer, until they are enough or nobody is named.
    """
    held, named = study.interviews, {}
    if held is None:
        return {}
    for column in ("role", "sector"):
        left = held[~held["interview"].isin(named) & (held[column] != "")]
        common = left[left.groupby(column)[column].transform("size") >= study.min_cell]
        named |= dict(zip(common["interview"], common[column]))
    while named and not may_show(len(held) - len(named), study.min_cell):
        groups = Counter(named.values())
        smallest = min(groups, key=groups.__getitem__)
        named = {interview: words for interview, words in named.items() if words != smallest}
    return named


def quote_bank(study: Study) -> None:
    """Show all quotations under their questions, positive and other voices side by side, with search and permanent
    links.

    Parameters
    ----------
    study : prepost.study.Study
        As for `voices_of`; a line says so where there is no quotation.
    """
    found = voices_of(study)
    titles = {"": "What interviewees said"} | {
        question.id: question.text or question.id for question in study.questions
    }
    open_ended = [question.id for question in study.questions if question.kind == "open"]
    show_html(quote_bank_html(found, titles, open_ended), with_noun(len(found), "quotation"))


def quote_bank_html(found: Sequence[Voice], titles: Mapping[str, str], open_ended: Sequence[str] = ()) -> Markup:
    """The bank as HTML: complete without a script, which only adds the search.

    Parameters
    ----------
    found : sequence of Voice
        In the order to show.
    titles : mapping of str to str
        The heading of each question.
    open_ended : sequence of str
        Ids of questions that ask for something good, or for something wanting: their quotations are not set against
        each other.
    """
    if not found:
        return Markup('<p class="prepost-note">There is no quotation that may be printed.</p>')
    roles = {voice.role.casefold(): voice.role for voice in reversed(found)}  # as it is spelt first
    groups = Markup("").join(
        _group(titles.get(question, capital(question.replace("_", " "))), list(members), question in open_ended, roles)
        for question, members in groupby(found, key=lambda voice: voice.question)
    )
    script = Markup(resources.files("prepost.report").joinpath("voices.js").read_text(encoding="utf-8"))
    return Markup('<div class="prepost-bank">{}</div><script type="module">{}</script>').format(groups, script)


def _group(title: str, members: Sequence[Voice], is_open: bool, roles: Mapping[str, str]) -> Markup:
    if is_open:
        shown = Markup("").join(_voice(voice, roles) for voice in members)
    else:
        shown = Markup("").join(
            _side(side, [voice for voice in members if voice.side == side], roles) for side in (POSITIVE, OTHER)
        )
    return Markup(
        '<section class="prepost-bank-group"><h3>{}</h3><div class="prepost-sides">{}</div></section>'
    ).format(title, shown)


def _side(side: str, members: Sequence[Voice], roles: Mapping[str, str]) -> Markup:
    none = "" if members else Markup('<p class="prepost-note">None is printed.</p>')
    return Markup("<div><h4>{} ({})</h4>{}{}</div>").format(
        f"{side} voices",
        format_number(len(members), 0),
        Markup("").join(_voice(voice, roles) for voice in members),
        none,
    )


def _voice(voice: Voice, roles: Mapping[str, str]) -> Markup:
    """One quotation; `roles` gives each role one spelling for the choice above the bank, whatever its capitals."""
    theme = Markup('<p class="prepost-theme">Theme: {}</p>').format(capital(voice.theme)) if voice.theme else ""
    return Markup('<div class="prepost-voice" data-stance="{}" data-role="{}">{}{}</div>').format(
        voice.side, roles[voice.role.casefold()], quotations_html([vars(voice)]), theme
    )
