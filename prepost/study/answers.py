"""Single cells: what a cell of each kind may hold, what can safely be repaired, and what only its owner can correct.

A reader of cells returns the text that the analysis uses, or raises `Unreadable` with the end of a sentence and advice.
"""

import re

from prepost.study.csv_text import tidy
from prepost.study.faults import did_you_mean, join_words
from prepost.study.settings import Settings

CODE_AND_LABEL = re.compile(
    r"(?P<code>-?\d+)(?:\.0+)?\s*[-–—:.)=]\s*(?P<label>[^\d\s].*)|(?P<label2>.*\S)\s*\(\s*(?P<code2>-?\d+)\s*\)"
)
WHOLE = re.compile(r"[+-]?\d{1,9}(?:\.0+)?", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
MONEY_MARKS = re.compile(r"^(?:[A-Z]{3}|[£$€])\s*|\s*(?:[A-Z]{3}|[£$€])$")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
YES_NO = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "no": "no", "n": "no", "false": "no", "0": "no"}
FULL_NAME = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][a-z'’]+)+")


class Unreadable(ValueError):
    """A cell that cannot be used as it is: `problem` ends the sentence that the value begins."""

    def __init__(self, problem: str, advice: str):
        super().__init__(problem)
        self.problem, self.advice = problem, advice


class AnswerReader:
    """Reads the answers to statements by a study's scale.

    `reader(cell)` returns `(code, "")` for a point of the scale, `("", answer)` for a declared off-scale answer and
    `("", "")` if nothing was answered.
    """

    def __init__(self, settings: Settings, labels: dict[int, str]):
        self.scale = {str(code): code for code in labels}
        self.labels = {tidy(label).casefold(): str(code) for code, label in labels.items() if label}
        self.label_of = {str(code): label for code, label in labels.items()}
        self.off_scale = {tidy(answer).casefold(): answer for answer in settings.off_scale}
        self.missing = {tidy(text).casefold() for text in settings.missing}
        self.codes = f"{next(iter(labels))} to {next(reversed(labels))}"

    def __call__(self, cell: str) -> tuple[str, str]:
        text = tidy(cell)
        folded = text.casefold()
        if text in self.scale:
            return text, ""
        if folded in self.off_scale:
            return "", self.off_scale[folded]
        if folded in self.missing:
            return "", ""
        if folded in self.labels:
            return self.labels[folded], ""
        if WHOLE.fullmatch(text) and str(int(float(text))) in self.scale:
            return str(int(float(text))), ""
        together = CODE_AND_LABEL.fullmatch(text)
        if together:
            return self._code_with_label(together), ""
        raise Unreadable(f"is not on the scale {self.codes}.", self._advice(text))

    def is_repair(self, cell: str, answer: tuple[str, str]) -> bool:
        """Whether an answer stands in its cell in another way than as its code or its label."""
        return any(answer) and cell not in ("".join(answer), self.label_of.get(answer[0]))

    def _code_with_label(self, match: re.Match) -> str:
        code = match["code"] or match["code2"]
        label = match["label"] or match["label2"]
        expected = self.label_of.get(code)
        if expected is None:
            raise Unreadable(f"is not on the scale {self.codes}.", self._advice(label))
        if expected and tidy(expected).casefold() != tidy(label).casefold():
            raise Unreadable(
                f'gives code {code} another label than study.yml, where {code} is "{expected}".',
                "Correct the cell or the scale.",
            )
        return code

    def _advice(self, text: str) -> str:
        guess = did_you_mean(text, [*self.off_scale.values(), *(label for label in self.label_of.values() if label)])
        return (
            f"{guess}Correct the cell, leave it blank where nothing was answered, or list the answer under off_scale "
            "or missing in study.yml."
        )


def read_choice(cell: str, choices: tuple[str, ...], kind: str) -> str:
    """Find a cell among known words, whatever its case and spaces.

    >>> read_choice(" Pre ", ("pre", "post"), "wave")
    'pre'
    """
    text = tidy(cell)
    if text in choices or not text:
        return text
    by_folded = {tidy(choice).casefold(): choice for choice in choices}
    if text.casefold() in by_folded:
        return by_folded[text.casefold()]
    if WHOLE.fullmatch(text) and str(int(float(text))) in choices:
        return str(int(float(text)))
    raise Unreadable(
        f"is none of the {kind}s of study.yml.",
        f"{did_you_mean(text, choices)}The {kind}s are {join_words(choices) or 'not listed there yet'}.",
    )


def read_number(cell: str) -> str:
    """Read a number of zero or more, written with a decimal point; a currency sign and thousands marks may stand in it.

    >>> read_number("£1,234.50")
    '1234.50'
    """
    text = MONEY_MARKS.sub("", tidy(cell))
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if DECIMAL.fullmatch(text):
        if text.startswith("-"):
            raise Unreadable("is below zero.", "Give what was paid as a number of zero or more.")
        return text
    if not text:
        return ""
    if "," in text:
        raise Unreadable(
            "can be read in two ways because of its comma.",
            "Write numbers with a decimal point and without thousands marks, as 1234.50.",
        )
    raise Unreadable("is no number.", "Write a number with a decimal point, as 1234.50.")


def read_yes_no(cell: str) -> str:
    """Read yes or no; a blank cell stays blank and counts as no.

    >>> read_yes_no("TRUE")
    'yes'
    """
    text = tidy(cell).casefold()
    if text and text not in YES_NO:
        raise Unreadable("is neither yes nor no.", "Write yes or no.")
    return YES_NO.get(text, "")


def read_tick(cell: str) -> str:
    """Read an option of a multiple choice: 1 where it was ticked, blank where not.

    >>> read_tick("1.0")
    '1'
    """
    text = tidy(cell)
    if text not in ("", "1", "1.0"):
        raise Unreadable("is neither 1 nor blank.", "Write 1 where the option was ticked, nothing where not.")
    return text[:1]


def read_code(cell: str) -> str:
    """Read a person's or an interview's code; what looks like a full name is refused.

    >>> read_code(" 0415 ")
    '0415'
    """
    text = tidy(cell)
    if FULL_NAME.fullmatch(text):
        raise Unreadable("looks like a person's name.", "Replace names by codes, as P01, before you go on.")
    return text
