"""The study folder, described once: every setting of study.yml and every column of every file.

The checks, the commented templates and the data dictionary are all made from these descriptions.
"""

from dataclasses import dataclass

__all__ = [
    "Setting",
    "Column",
    "File",
    "SETTINGS",
    "STATEMENT_KEYS",
    "ECONOMICS_KEYS",
    "IMPORT_KEYS",
    "QUESTION_KEYS",
    "TOPIC_KEYS",
    "JUDGEMENTS",
    "FILES",
    "PUBLISHED",
    "file_named",
    "RESPONSE_COLUMNS",
    "CORRECTIONS",
    "FAMILIES",
    "PROVENANCES",
]

CORRECTIONS = ("bonferroni", "holm", "benjamini-hochberg", "none")
FAMILIES = ("comparison", "all")
JUDGEMENTS = ("agree", "complement", "contradict", "neither settles it", "cannot respond")
PROVENANCES = ("collected", "reconstructed", "transcribed", "invented")


@dataclass(frozen=True)
class Setting:
    """One setting of study.yml: its name, what it is for, whether it must be there, and how it is written."""

    name: str
    meaning: str
    required: bool = False
    default: str = ""


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


SETTINGS = (
    Setting("title", "The report's title.", required=True),
    Setting("setting", "Where the study took place."),
    Setting(
        "scale",
        "The whole answer scale, in order: each code with its label, also points that nobody ticked.",
        required=True,
    ),
    Setting(
        "off_scale",
        'Answers that are not on the scale, such as "Prefer not to say": counted beside the results and '
        "kept out of every percentage.",
        default="[]",
    ),
    Setting("missing", "What stands in a cell where nothing was answered.", default='[""]'),
    Setting(
        "domains",
        "The groups of statements that are reported together: an id and a name each. Each gets a page.",
        required=True,
    ),
    Setting(
        "statements",
        "The statements of the questionnaire, each with id, domain, text, and `reversed: true` where "
        "agreeing is the worse answer.",
        required=True,
    ),
    Setting(
        "waves",
        "When the questionnaire was given, in order: a list of ids, or ids with the words to show for them.",
        required=True,
    ),
    Setting("sessions", "The sessions of the training, in order.", default="[]"),
    Setting(
        "design",
        "`unpaired`, or `paired` where the column respondent holds one code a person in every wave.",
        default="unpaired",
    ),
    Setting(
        "comparisons",
        "What is compared: for each comparison the forms that come first and those that come second, "
        "chosen by columns of responses.csv.",
        required=True,
    ),
    Setting(
        "specifications",
        "For the robustness page: the same change against each baseline that could be chosen, "
        "written as comparisons are.",
        default="{}",
    ),
    Setting("alpha", "The level of significance before any correction.", default="0.05"),
    Setting(
        "correction",
        "How the level is corrected: method (bonferroni, holm, benjamini-hochberg, none) and family (comparison: "
        "over a statement's comparisons; all: over every test).",
        default="{method: bonferroni, family: comparison}",
    ),
    Setting(
        "equivalence_margin", "The difference in the probability of superiority that would not matter in practice."
    ),
    Setting("min_cell", "Groups of fewer people than this are shown nowhere.", default="5"),
    Setting("currency", "Three letters, as GBP."),
    Setting("price_year", "The year to which the costs belong."),
    Setting("economics", "Hourly rates and deflators that you supply for the page on costs.", default="{}"),
    Setting(
        "questions", "The questions of the interviews, each with id, text and kind (closed or open).", default="[]"
    ),
    Setting(
        "joint_display",
        "Topics on which the answers to the questionnaire and to the interviews are set side by side, each with topic "
        "and what bears on it.",
        default="[]",
    ),
    Setting("provenance", "How each file came about: collected, reconstructed, transcribed or invented.", default="{}"),
    Setting(
        "import",
        "What prepost import took the export's columns for: wave, waves, respondent, session, "
        "sessions_attended, keep. Edit it and import again.",
    ),
    Setting("reconstruction", "Assumptions of a reconstruction from printed tables (prepost reconstruct)."),
)

STATEMENT_KEYS = (
    Setting("id", "A short name, which heads the statement's column in responses.csv.", required=True),
    Setting("domain", "The id of its domain.", required=True),
    Setting("text", "The statement as people read it.", required=True),
    Setting(
        "reversed",
        "`true` where agreeing is the worse answer: it is turned round before anything else.",
        default="false",
    ),
    Setting("columns", "For prepost import: the column of the export that holds the answers, or one a wave."),
)

ECONOMICS_KEYS = (
    Setting("session_hours", "Hours that a session took from each participant."),
    Setting(
        "hourly_rate", "What an hour of a participant costs: one number, or a list from the lowest to the highest."
    ),
    Setting("deflators", "For other price years, the factor that turns your prices into theirs: `{2024: 1.25}`."),
)

IMPORT_KEYS = (
    Setting("wave", "The column that says the wave, or `file` where each file is a wave."),
    Setting("waves", "What stands in that column (or the file's name) and the wave that it means."),
    Setting("respondent", "The column that holds a person's code."),
    Setting("session", "The column that says the session."),
    Setting("sessions_attended", "The column that says how many sessions the person attended."),
    Setting(
        "keep",
        'Further columns to take over, each after the name that it gets in responses.csv: {sector: "Your sector?"}.',
    ),
)

QUESTION_KEYS = (
    Setting("id", "A short name; for a closed question the column in interviews.csv.", required=True),
    Setting("text", "The question as it was asked."),
    Setting("kind", "`closed` or `open`.", default="closed"),
    Setting("answers", "The possible answers of a closed question."),
    Setting("topic", "The heading under which it is reported."),
    Setting("note", "A remark on the question."),
)

TOPIC_KEYS = (
    Setting("topic", "The topic, in a few words.", required=True),
    Setting("domain", "The id of the domain whose statements bear on it."),
    Setting("statements", "Instead of a domain: a list of ids of statements."),
    Setting("question", "The id of the question of the interviews that bears on it."),
    Setting(
        "answer",
        "The answer to that question (of an open one: the theme) that says so: what agrees with higher answers to the "
        "statements.",
        default="yes",
    ),
    Setting(
        "together",
        "Your own judgement, in place of the computed one, for comparisons by their ids: agree, complement, "
        "contradict, neither settles it, or cannot respond (too short for the statements to change).",
        default="{}",
    ),
    Setting("reading", "What you conclude from both together, in a sentence."),
)

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
        further="one column a statement, headed by its id: a code of the scale, or its label; blank where not answered",
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
