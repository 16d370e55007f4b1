"""The files of a study folder, described once: what a row is, and every column.

The checks, the commented templates and the data dictionary are all made from these descriptions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a file.

    `kind` says how a cell is read: `text`; `code` (a person, an interview); `wave` and `session` (one of study.yml's);
    `number` (a decimal point, no thousands mark); `yes_no`; `quote` (words of a person, printed only where allowed).
    """

    name: str
    meaning: str
    kind: str = "text"
    required: bool = False
    filled: bool = False


@dataclass(frozen=True)
class File:
    """One CSV file: its name, what a row is, its columns, and what further columns mean (`None`: there are none)."""

    name: str
    a_row_is: str
    columns: tuple[Column, ...]
    further: str | None = None
    required: bool = False


RESPONSE_COLUMNS = (
    Column("wave", "When the form was filled in: one of the waves of study.yml.", "wave", required=True, filled=True),
    Column("session", "After or before which session: one of the sessions of study.yml.", "session"),
    Column("respondent", "A person's code, the same in every wave; never a name. Blank where not known.", "code"),
    Column("sessions_attended", 'How many sessions the person attended, as text ("1-2", "3").'),
)

FILES = (
    File(
        "responses.csv",
        "a questionnaire",
        RESPONSE_COLUMNS,
        required=True,
        further="one column a statement, headed by its id: a code of the scale, or its label; blank where not answered. "
        "Where there are any: cohort; the columns that `import: keep` names; one column an option of a multiple choice, "
        "headed `question.option`, 1 where it was ticked; one column a question answered in people's own words",
    ),
    File(
        "attendance.csv",
        "a training place filled",
        (
            Column("person", "A person's code; never a name. Blank where not known.", "code", required=True),
            Column("session", "The session attended.", "session", required=True),
            Column("sector", "The sector in which the person works."),
            Column("organisation", "The organisation; blank where not known."),
        ),
    ),
    File(
        "interviews.csv",
        "an interview",
        (
            Column("interview", "A code of the interview.", "code", required=True, filled=True),
            Column("session", "The session that it followed.", "session"),
            Column("sector", "The interviewee's sector."),
            Column("role", "The interviewee's role, in words that identify nobody."),
        ),
        further="one column a question of study.yml, headed by its id: the answer to a closed question, "
        "`answered` for an "
        "open one; blank where not asked",
    ),
    File(
        "codings.csv",
        "a coded passage",
        (
            Column("interview", "The interview it comes from.", "code", required=True),
            Column("question", "The question that it answers."),
            Column("theme", "The theme given to it.", required=True, filled=True),
            Column("subtheme", "A finer theme."),
            Column("stance", "Whether it is positive, negative, mixed or neutral."),
            Column("coder", "Who coded it, as initials or a number; two coders allow a measure of agreement."),
            Column("quote", "The words as spoken.", "quote"),
            Column("ok_to_print", "yes only where the person agreed that the words may be printed.", "yes_no"),
        ),
    ),
    File(
        "costs.csv",
        "an item of cost",
        (
            Column("item", "What was paid for.", required=True, filled=True),
            Column("amount", "The price of one unit.", "number", required=True, filled=True),
            Column("unit", "What one unit is."),
            Column("quantity", "How many units; blank for one.", "number"),
            Column("note", "A remark, for instance the source."),
        ),
    ),
)

PUBLISHED = (
    File(
        "published/table*.csv",
        "a statement's row in a printed table, as printed strings",
        (Column("statement", "The id of the statement.", required=True, filled=True),),
        further="one column a printed cell, as printed, odd cells included",
    ),
    File(
        "published/headings.csv",
        "a column heading of a printed table",
        (
            Column("table", "The table.", required=True, filled=True),
            Column("position", "Its place, counted from the left.", required=True, filled=True),
            Column("heading", "The heading as printed.", required=True),
        ),
    ),
    File(
        "published/quotes.csv",
        "a printed quotation",
        (
            Column("id", "A short name.", required=True, filled=True),
            Column("line", "The line on which it stands.", required=True),
            Column("topic", "The heading under which it stands.", required=True),
            Column("role", "The speaker's role as printed.", required=True),
            Column("quote", "The words as printed.", "quote", required=True, filled=True),
        ),
    ),
    File(
        "published/themes.csv",
        "a theme that the article names",
        (
            Column("question", "The id of the question of study.yml.", required=True, filled=True),
            Column(
                "theme",
                "The theme, or the answer to a closed question, named as in codings.csv or interviews.csv.",
                required=True,
                filled=True,
            ),
            Column("definition", "What belongs to it, in a few words of yours.", required=True),
            Column("stance", "Whether it is positive, negative, mixed, neutral, a wish or other.", required=True),
            Column(
                "claim",
                "The id of the claim that prints its percentage; blank where it is named without a count.",
                required=True,
            ),
            Column(
                "quotes", "The ids of the printed quotations that stand for it, with spaces between.", required=True
            ),
            Column("line", "The line on which it stands.", required=True),
        ),
    ),
    File(
        "published/organisations.csv",
        "an organisation that the article names",
        (
            Column("organisation", "Its name, as in attendance.csv.", required=True, filled=True),
            Column(
                "places",
                "The training places it filled, as printed; blank where the article prints no number.",
                required=True,
            ),
            Column("line", "The line on which it stands.", required=True),
        ),
    ),
    File(
        "published/claims.csv",
        "a number or a sentence that the article prints about its own study",
        (
            Column("id", "A short name, used in other rows' calculations.", required=True, filled=True),
            Column("where", "`line N`, or the table's cell.", required=True),
            Column("says", "What it says, in a few words.", required=True),
            Column("printed", "The number as printed.", required=True),
            Column(
                "calculation", "How it follows from other rows; blank where nothing printed gives it.", required=True
            ),
            Column("note", "A remark.", required=True),
        ),
    ),
)


def file_named(name: str) -> File:
    """Return the description of a file of the study folder.

    >>> file_named("attendance.csv").a_row_is
    'a training place filled'
    """
    return next(file for file in (*FILES, *PUBLISHED) if file.name == name)
