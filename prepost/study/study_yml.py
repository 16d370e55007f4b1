"""study.yml, described once: what each setting is for, how it is written, and what holds if it is left out.

pydantic holds a file against these models; the data dictionary is made from the same descriptions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from prepost.study.faults import did_you_mean, join_words

TESTS = {"unpaired": ("mann_whitney", "brunner_munzel", "welch"), "paired": ("wilcoxon", "sign")}
"""The tests that fit each design, the usual one first."""
IDENTIFIER = "[A-Za-z][A-Za-z0-9_]*"
LONGEST_ID = 100
"""Files are named after ids, and a file's name holds 255 letters."""
SYNONYMS = {"fdr_bh": "benjamini-hochberg"}


# -- how a value is written -------------------------------------------------------------------------------------------


def _refused(problem: str, advice: str) -> PydanticCustomError:
    """The error of a value, in the words that its owner reads."""
    return PydanticCustomError("in_our_words", "{problem}", {"problem": problem, "advice": advice})


def _or_else(problem: str, advice: str) -> WrapValidator:
    """Say this of a value that pydantic refuses, in place of its own words."""

    def validate(value: Any, handler: Callable) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            if error.errors()[0]["type"] == "in_our_words":
                raise
            raise _refused(problem, advice) from None

    return WrapValidator(validate)


def _text(value: Any) -> Any:
    if isinstance(value, str) and any(category(letter) in ("Cs", "Cc") for letter in value if letter not in "\t\n\x85"):
        raise _refused("holds half a letter, or one that cannot be shown.", "Write it without a backslash.")
    return "" if value is None else " ".join(value.split()) if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | dict) else (value,)


def _pairs(value: Any) -> Any:
    """A mapping, or else a list or one text that says nothing more of its entries, as pairs."""
    return tuple(value.items()) if isinstance(value, dict) else [(item, None) for item in _listed(value)]


def _held_by(value: Any) -> Any:
    """The columns of a statement as pairs of wave and column, the wave "" if they serve every wave."""
    return tuple(value.items()) if isinstance(value, dict) else [("", item) for item in _listed(value) if item]


def _or_by(key: str) -> BeforeValidator:
    """One text alone stands for the setting of that name."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _only_numbers(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _one_of(*choices: str) -> type:
    by_folded = {choice.casefold(): choice for choice in choices}

    def choose(text: str) -> str:
        found = by_folded.get(SYNONYMS.get(text, text).casefold())
        if found is None:
            advice = f"{did_you_mean(text, choices)}Use {join_words(choices, 'or')}."
            raise _refused("is not one of the possible values.", advice)
        return found

    return Annotated[Text, AfterValidator(choose)]


def _number(kind: str) -> WrapValidator:
    return _or_else(f"is no {kind}.", f"Write a {kind}, with a decimal point if any.")


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Named = dict[Text, Text]
Pairs = Annotated[tuple[tuple[Text, Text], ...], BeforeValidator(_pairs)]
Held = Annotated[tuple[tuple[Text, Text], ...], BeforeValidator(_held_by)]
Share = Annotated[float, Field(ge=0, le=1), _number("number from 0 to 1")]
FewAnswers = Annotated[int, Field(ge=0, le=100), _number("whole number from 0 to 100")]
Level = Annotated[
    Share,
    Field(ge=1e-6, lt=1),
    _or_else("cannot be a level of significance.", "Use for instance 0.05; a millionth at least."),
]
People = Annotated[int, Field(ge=1, le=10**9), _number("whole number of at least 1")]
Positive = Annotated[
    float,
    Field(gt=0),
    BeforeValidator(_only_numbers),
    _or_else("is no number above zero.", "Write a number with a decimal point if any, without a currency."),
]
Code = Annotated[
    int,
    Field(ge=-(10**6), le=10**6),
    _or_else("is no whole number up to a million.", "Give each point of the scale one, as `1: Strongly disagree`."),
]
Identifier = Annotated[
    Text,
    Field(pattern=f"^{IDENTIFIER}$", max_length=LONGEST_ID),
    _or_else(
        "cannot be an id.",
        f"Begin with a letter and use only the letters a to z, digits and _, {LONGEST_ID} of them at most.",
    ),
]
Currency = Annotated[
    Text, Field(pattern="^([A-Z]{3})?$"), _or_else("is no currency code.", "Use three capitals, as GBP or EUR.")
]
Year = Annotated[
    Text,
    Field(pattern=r"^([0-9]{4}([/-][0-9]{2,4})?)?$"),
    _or_else("is no year.", "Use four digits, as 2017 or 2017/18."),
]
Judgement = _one_of("agree", "complement", "contradict", "neither settles it", "cannot respond")
YesNo = Annotated[_one_of("true", "false", "yes", "no"), AfterValidator(lambda word: word in ("true", "yes"))]


# -- the settings -----------------------------------------------------------------------------------------------------


def _setting(meaning: str, default: Any = "", shown: str = "", needed: bool = False) -> Any:
    """A setting with its meaning; `shown` is what the data dictionary gives as its default."""
    return Field(default, description=meaning, json_schema_extra={"default": shown, "required": needed})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # only what is used is built

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Any) -> Any:
        """A setting that is left blank is left out; so is an entry."""
        if isinstance(values, dict):
            return {name: value for name, value in values.items() if value is not None}
        return {} if values is None else values


class Statement(_Part):
    """A statement of the questionnaire; `columns` says where an export holds it, by wave ("" for every wave)."""

    id: Identifier = _setting("A short name, which heads the statement's column in responses.csv.", needed=True)
    domain: Text = _setting("The id of its domain.", needed=True)
    text: Text = _setting("The statement as people read it.", needed=True)
    short: Text = _setting("A few words for it in tables and figures; its text if there are none.")
    reversed: YesNo = _setting(
        "`true` where agreeing is the worse answer: it is turned round before anything else.", False, "false"
    )
    scale: Text = _setting("The name of its scale, one of `scales`; by default its domain's, or else `scale`.")
    net_score: YesNo = _setting(
        "`true` where a recommendation from 0 to 10 gets a net score too: 9 and 10 less 0 to 6.", False, "false"
    )
    columns: Held = _setting(
        "For prepost import: the column of the export that holds the answers, or one a wave; with waves named, it was "
        "asked in these alone.",
        (),
    )

    @property
    def heading(self) -> str:
        """Its words above its results, with a mark if the scale was turned round.

        Examples
        --------
        >>> Statement(id="feel_lost", text="I often feel lost", reversed="yes").heading
        'I often feel lost (turned round)'
        """
        return f"{self.text} (turned round)" if self.reversed else self.text

    @property
    def brief(self) -> str:
        """Its few words if it has any, else its heading.

        Examples
        --------
        >>> Statement(text="I often feel lost", short="feeling lost").brief, Statement(text="I often feel lost").brief
        ('feeling lost', 'I often feel lost')
        """
        return self.short or self.heading


class Domain(_Part):
    """A group of statements that are reported together; its name alone says the same."""

    name: Text = _setting("The domain's name, as its page shows it.")
    scale: Text = _setting("The name of its statements' scale, one of `scales`; by default `scale`.")


class Choice(_Part):
    """A question with several options, of which any number may be ticked: in responses.csv one column an option."""

    text: Text = _setting("The question as people read it.", needed=True)
    options: dict[Identifier, Text] = _setting(
        "Its options: {id: label}; responses.csv has a column `question.option` for each, 1 where it was ticked. An option "
        "`other` takes whatever is none of the rest.",
        {},
        needed=True,
    )
    columns: Held = _setting("For prepost import: the column whose cells list what was ticked, or one an option.", ())


class Comment(_Part):
    """A question that people answered in their own words; its text alone says the same."""

    text: Text = _setting("The question as people read it.", needed=True)
    ok_to_print: YesNo = _setting(
        "`true` where people agreed that their words may be printed; else they are only counted.", False, "false"
    )


class Comparison(_Part):
    """Two groups of forms, each chosen by columns of responses.csv: `{"wave": "pre", "session": "3"}`."""

    first: Named = _setting("A comparison needs first and second.", {}, needed=True)
    second: Named = _setting("A comparison needs first and second.", {}, needed=True)
    text: Text = _setting("How a sentence calls it.")


class Score(_Part):
    """One number a form, out of its answers to the statements of a domain."""

    domain: Text = _setting("The id of the domain whose statements it is made from.", needed=True)
    method: _one_of("mean", "sum") = _setting(
        "`mean`, or `sum` (of right answers, for instance); with blanks, the mean times the number of statements.",
        "mean",
        "mean",
    )
    fewest: People | None = _setting("How many statements a form must answer to have a score.", None, "all of them")
    text: Text = _setting("Its name in tables and figures; the domain's by default.")


class Question(_Part):
    """A question of the interviews."""

    id: Identifier = _setting("A short name; for a closed question the column in interviews.csv.", needed=True)
    text: Text = _setting("The question as it was asked.")
    kind: _one_of("closed", "open") = _setting("`closed` or `open`.", "closed", "closed")
    answers: Texts = _setting("The possible answers of a closed question.", ())
    topic: Text = _setting("The heading under which it is reported.")
    note: Text = _setting("A remark on the question.")


class Topic(_Part):
    """A topic of the joint display: the statements and the question of the interviews that bear on it."""

    topic: Text = _setting("The topic, in a few words.", needed=True)
    domain: Text = _setting("The id of the domain whose statements bear on it.")
    statements: Texts = _setting("Instead of a domain: a list of ids of statements.", ())
    question: Text = _setting("The id of the question of the interviews that bears on it.")
    answer: Text = _setting(
        "The answer to that question (of an open one: the theme) that says so: what agrees with higher answers to the "
        "statements.",
        shown="yes",
    )
    together: Annotated[dict[Text, Judgement], AfterValidator(lambda judged: tuple(judged.items()))] = _setting(
        "Your own judgement, in place of the computed one, for comparisons by their ids: agree, complement, "
        "contradict, neither settles it, or cannot respond (too short for the statements to change).",
        (),
        "{}",
    )
    reading: Text = _setting("What you conclude from both together, in a sentence.")

    @property
    def name(self) -> str:
        """The topic, in a few words."""
        return self.topic


class Correction(_Part):
    """How the level of significance is corrected."""

    method: _one_of("bonferroni", "holm", "benjamini-hochberg", "none") = _setting("", "bonferroni")
    family: _one_of("comparison", "all") = _setting("", "comparison")


class Economics(_Part):
    """Inputs of the page on costs."""

    session_hours: Positive | None = _setting("Hours that a session took from each participant.", None)
    hourly_rate: Annotated[tuple[Positive, ...], BeforeValidator(_listed)] = _setting(
        "What an hour of a participant costs: one number, or a list from the lowest to the highest.", ()
    )
    deflators: dict[str, Positive] = _setting(
        "For other price years, the factor that turns your prices into theirs: `{2024: 1.25}`.", {}
    )


class ImportRules(_Part):
    """Where an export holds what responses.csv needs; "" or nothing if it does not say."""

    wave: Text = _setting("The column that says the wave, or `file` where each file is a wave.")
    waves: Named = _setting("What stands in that column (or the file's name) and the wave that it means.", {})
    respondent: Held = _setting("The column that holds a person's code, or one a wave.", ())
    codes: _one_of("exact", "loose", "cohort") = _setting(
        "`loose` takes codes for one that differ in case, spaces, hyphens, leading zeros or `.0` alone; `cohort` takes equal "
        "codes of two cohorts for two people.",
        "exact",
        "exact",
    )
    cohort: Text = _setting("The column that says the cohort, or `file` where files come in sets.")
    cohorts: Named = _setting("What stands in that column (or the file's name) and the cohort that it means.", {})
    session: Text = _setting("The column that says the session.")
    sessions_attended: Text = _setting("The column that says how many sessions the person attended.")
    unfinished: _one_of("keep", "drop") = _setting(
        "Forms that were begun and never sent: keep or drop.", "keep", "keep"
    )
    personal_data: Texts = _setting(
        "Columns in which you have looked at what seems to be personal data, and which may stay.", (), "[]"
    )
    keep: Named = _setting(
        'Further columns to take over, each after the name that it gets in responses.csv: {sector: "Your sector?"}.', {}
    )


class StudyFile(_Part):
    """All of study.yml."""

    title: Text = _setting("The report's title.", needed=True)
    setting: Text = _setting("Where the study took place.")
    scale: dict[Code, Text] = _setting(
        "The whole answer scale, in order: each code with its label, also points that nobody ticked.", {}, needed=True
    )
    scales: dict[Identifier, dict[Code, Text]] = _setting(
        "Further scales, by name, each written as `scale` is; a domain or a statement names its own with `scale: name`.",
        {},
        "{}",
    )
    off_scale: Texts = _setting(
        'Answers that are not on the scale, such as "Prefer not to say": counted beside the results and '
        "kept out of every percentage.",
        (),
        "[]",
    )
    missing: Texts = _setting("What stands in a cell where nothing was answered.", (), '[""]')
    domains: dict[Identifier, Annotated[Domain, _or_by("name")]] = _setting(
        "The groups of statements that are reported together: an id and a name each, or {name: ..., scale: ...}. Each "
        "gets a page; its statements share one scale.",
        {},
        needed=True,
    )
    statements: tuple[Statement, ...] = _setting(
        "The statements of the questionnaire, each with id, domain, text, and `reversed: true` where "
        "agreeing is the worse answer.",
        (),
        needed=True,
    )
    choices: dict[Identifier, Choice] = _setting(
        "Questions of which several options may be ticked: an id and {text: ..., options: {id: label}} each.",
        {},
        "{}",
    )
    comments: dict[Identifier, Annotated[Comment, _or_by("text")]] = _setting(
        "Columns that hold people's own words: each with its question, or {text: ..., ok_to_print: true}.",
        {},
        "{}",
    )
    waves: Pairs = _setting(
        "When the questionnaire was given, in order: a list of ids, or ids with the words to show for them.",
        (),
        needed=True,
    )
    sessions: Texts = _setting("The sessions of the training, in order.", (), "[]")
    design: _one_of("unpaired", "paired") = _setting(
        "`unpaired`, or `paired` where the column respondent holds one code a person in every wave.",
        "unpaired",
        "unpaired",
    )
    comparisons: dict[Identifier, Comparison] = _setting(
        "What is compared: for each comparison the forms that come first and those that come second, "
        "chosen by columns of responses.csv.",
        {},
        needed=True,
    )
    specifications: dict[Identifier, Comparison] = _setting(
        "For the robustness page: the same change against each baseline that could be chosen, "
        "written as comparisons are.",
        {},
        "{}",
    )
    test: _one_of(*(test for tests in TESTS.values() for test in tests)) = _setting(
        "The test of each comparison: mann_whitney, brunner_munzel or welch for an unpaired design; wilcoxon or sign "
        "for matched forms.",
        "",
        "mann_whitney, or wilcoxon where forms are matched",
    )
    continuity: YesNo = _setting(
        "`true` for a continuity correction of the test, as R and scipy make it by default and SPSS does not.",
        False,
        "false",
    )
    exact: FewAnswers = _setting(
        "The test is exact, given the ties, where it rests on at most so many people (up to 100).", 0, "0"
    )
    alpha: Level = _setting("The level of significance before any correction.", 0.05, "0.05")
    correction: Correction = _setting(
        "How the level is corrected: method (bonferroni, holm, benjamini-hochberg, none) and family (comparison: "
        "over a statement's comparisons; all: over every test).",
        Correction(),
        "{method: bonferroni, family: comparison}",
    )
    scores: dict[Identifier, Score] = _setting(
        "Scores across the statements of a domain: an id each, with domain, method and fewest.", {}, "{}"
    )
    by: Texts = _setting(
        "Columns of responses.csv, as [site]: the changes are shown in each of their groups and in all together. So they "
        "are by a column cohort without being asked.",
        (),
        "[]",
    )
    equivalence_margin: Share | None = _setting(
        "The difference in the probability of superiority that would not matter in practice.", None
    )
    min_cell: People = _setting("Groups of fewer people than this are shown nowhere.", 5, "5")
    show_code: YesNo = _setting(
        "`false` leaves the code that computes the results out of the pages; what `prepost report` writes never holds any.",
        True,
        "true",
    )
    currency: Currency = _setting("Three letters, as GBP.")
    price_year: Year = _setting("The year to which the costs belong.")
    economics: Economics = _setting(
        "Hourly rates and deflators that you supply for the page on costs.", Economics(), "{}"
    )
    questions: tuple[Question, ...] = _setting(
        "The questions of the interviews, each with id, text and kind (closed or open).", (), "[]"
    )
    joint_display: tuple[Topic, ...] = _setting(
        "Topics on which the answers to the questionnaire and to the interviews are set side by side, each with topic "
        "and what bears on it.",
        (),
        "[]",
    )
    provenance: dict[str, _one_of("collected", "reconstructed", "transcribed", "invented")] = _setting(
        "How each file came about: collected, reconstructed, transcribed or invented.", {}, "{}"
    )
    rules: ImportRules = Field(
        ImportRules(),
        alias="import",
        description="What prepost import took the export's columns for: wave, waves, respondent, cohort, "
        "session, sessions_attended, keep. Edit it and import again.",
    )
    reconstruction: dict[str, Any] = _setting(
        "Assumptions of a reconstruction from printed tables (prepost reconstruct).", {}
    )


MODELS = {
    "domains": Domain,
    "statements": Statement,
    "choices": Choice,
    "comments": Comment,
    "comparisons": Comparison,
    "specifications": Comparison,
    "scores": Score,
    "correction": Correction,
    "economics": Economics,
    "questions": Question,
    "joint_display": Topic,
    "import": ImportRules,
}
"""What each setting that has settings of its own, or entries that have, is made of."""


@dataclass(frozen=True)
class Setting:
    """One setting of study.yml: its name, what it is for, whether it must be there, and what holds if it is not."""

    name: str
    meaning: str
    required: bool = False
    default: str = ""


def settings_of(name: str = "") -> list[Setting]:
    """Return the settings of study.yml, or those within one of them, in order.

    >>> [setting.name for setting in settings_of("correction")]
    ['method', 'family']
    """
    fields = MODELS.get(name, StudyFile).model_fields.items()
    return [Setting(field.alias or key, field.description, **(field.json_schema_extra or {})) for key, field in fields]
