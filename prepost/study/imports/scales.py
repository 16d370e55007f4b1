"""Answer scales as questionnaires word them, and the guess which of them a column of answers belongs to.

A guess is only ever a proposal: it stands in study.yml, marked for the study's owner to confirm.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from prepost.study.csv_text import tidy

__all__ = ["Guess", "guess_scale", "is_off_scale", "is_missing", "KNOWN_SCALES"]

MIDDLE = "neither agree nor disagree|neither disagree nor agree|neutral|neither|undecided|neither agree or disagree"
KNOWN_SCALES = {
    "agreement (5 points)": ("strongly disagree", "disagree", MIDDLE, "agree", "strongly agree"),
    "agreement (4 points)": ("strongly disagree", "disagree", "agree", "strongly agree"),
    "agreement (7 points)": (
        "strongly disagree",
        "disagree|moderately disagree",
        "somewhat disagree|slightly disagree",
        MIDDLE,
        "somewhat agree|slightly agree",
        "agree|moderately agree",
        "strongly agree",
    ),
    "agreement (6 points)": (
        "strongly disagree",
        "disagree|moderately disagree",
        "somewhat disagree|slightly disagree",
        "somewhat agree|slightly agree",
        "agree|moderately agree",
        "strongly agree",
    ),
    "complete agreement": (
        "completely disagree|totally disagree|fully disagree",
        "disagree|mostly disagree|disagree mostly",
        MIDDLE,
        "agree|mostly agree|agree mostly",
        "completely agree|totally agree|fully agree",
    ),
    "agreement (mostly)": (
        "strongly disagree",
        "disagree mostly|mostly disagree",
        MIDDLE,
        "agree mostly|mostly agree",
        "strongly agree",
    ),
    "confidence": (
        "not at all confident|not confident",
        "slightly confident|a little confident",
        "somewhat confident|moderately confident|fairly confident",
        "confident|quite confident|very confident",
        "very confident|extremely confident|completely confident",
    ),
    "confidence (4 points)": (
        "not at all confident|not confident",
        "not very confident|slightly confident",
        "fairly confident|quite confident|confident|somewhat confident",
        "very confident",
    ),
    "satisfaction": (
        "very dissatisfied",
        "dissatisfied|fairly dissatisfied",
        "neither satisfied nor dissatisfied|neutral",
        "satisfied|fairly satisfied",
        "very satisfied",
    ),
    "quality": ("very poor", "poor", "fair|average|acceptable", "good", "very good|excellent"),
    "frequency": ("never", "rarely|seldom", "sometimes|occasionally", "often|frequently|usually", "always|very often"),
    "likelihood": (
        "very unlikely|extremely unlikely",
        "unlikely",
        "neither likely nor unlikely|neutral",
        "likely",
        "very likely|extremely likely",
    ),
    "amount": (
        "none|not at all",
        "little|a little|slightly",
        "some|somewhat|moderately",
        "much|a lot|quite a bit",
        "extensive|a great deal|very much|extremely",
    ),
    "gain": ("no gain or very small gain|no gain", "small gain", "moderate gain", "large gain", "very large gain"),
    "importance": (
        "not important|not at all important",
        "slightly important",
        "moderately important",
        "important",
        "very important|extremely important",
    ),
    "importance (3 points)": ("not important", "moderately important", "very important"),
}
OFF_SCALE = re.compile(
    r"(i )?(would )?(prefer|rather) not( to)?( (say|answer|disclose))?|not applicable|n ?/ ?a|does not apply|"
    r"don'?t know|do not know|not sure|unsure|no opinion|can'?t say|n\.? ?a\.?( ?/ ?prefer not to (say|answer))|"
    r"not applicable ?/ ?prefer not to (say|answer)|refused|declined|other|-oth-|\.[a-z]|-\d+|77|88",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"|na|nan|null|none given|no answer|no response|not answered|unanswered|missing|#n/a|#null!|"
    r"-?99|-?999|\.",
    re.IGNORECASE,
)
WHOLE = re.compile(r"\d{1,2}(\.0+)?")
TOGETHER = re.compile(r"(\d{1,2})\s*[-–—:.)=]\s*([^\d\s].*)")
FEW_ANSWERS = 20


@dataclass(frozen=True)
class Guess:
    """A scale that a column's answers may belong to.

    Attributes
    ----------
    name : str
        What it is called in messages; columns of one name share a scale.
    labels : dict of int to str
        Codes and labels, in order.
    sure : bool
        False if the order of the labels or the ends of the scale had to be made up.
    """

    name: str
    labels: tuple[tuple[int, str], ...]
    sure: bool


def is_off_scale(answer: str) -> bool:
    """Whether an answer is a usual way of declining to answer.

    >>> is_off_scale("Prefer not to say"), is_off_scale("Agree")
    (True, False)
    """
    return bool(OFF_SCALE.fullmatch(tidy(answer)))


def is_missing(answer: str) -> bool:
    """Whether a cell is a usual way of saying that nothing was answered.

    >>> is_missing("NA"), is_missing("-99"), is_missing("None")
    (True, True, False)
    """
    return bool(MISSING.fullmatch(tidy(answer)))


def guess_scale(answers: Iterable[str]) -> Guess | None:
    """Guess the scale behind all answers of one or more columns.

    Parameters
    ----------
    answers : iterable of str
        Cells as they stand; blanks and off-scale answers may be among them.

    Returns
    -------
    Guess or None
        None where the answers are free text, or too few to tell.

    >>> guess_scale(["Agree", "Strongly agree", "", "Neutral"]).name
    'agreement (5 points)'
    """
    counts = Counter(tidy(answer) for answer in answers)
    on_scale = {text: n for text, n in counts.items() if not is_missing(text) and not is_off_scale(text)}
    if not on_scale:
        return None
    return _known(on_scale) or _numbers(on_scale) or _coded(on_scale)


def _points(labels: tuple[str, ...]) -> dict[str, int]:
    return {variant: place for place, label in enumerate(labels) for variant in label.split("|")}


def _known(counts: dict[str, int]) -> Guess | None:
    fitting = []
    for name, labels in KNOWN_SCALES.items():
        points = _points(labels)
        # Two spellings of a label are one label; two labels for one point are another scale.
        places = [points.get(words) for words in {_words(text) for text in counts}]
        if None not in places and len(set(places)) == len(places):
            fitting.append((name, labels, len(places) == len(labels)))
    if not fitting or (len(counts) < 2 and sum(counts.values()) < 2):
        return None
    complete = [scale for scale in fitting if scale[2] and sum(counts.values()) >= FEW_ANSWERS]
    name, labels, _ = (complete or fitting)[0]
    points = _points(labels)
    spelt = {points[_words(text)]: text for text in sorted(counts, key=counts.get)}
    return Guess(
        name,
        tuple((place + 1, spelt.get(place, label.split("|")[0].capitalize())) for place, label in enumerate(labels)),
        sure=True,
    )


def _words(text: str) -> str:
    """The words of a label without dashes, commas and full stops."""
    return " ".join(re.sub(r"[-–—,.:;]", " ", text.casefold()).split())


def _numbers(counts: dict[str, int]) -> Guess | None:
    if not all(WHOLE.fullmatch(text) for text in counts):
        return None
    codes = {int(float(text)) for text in counts}
    if max(codes) > 10 or len(codes) < 2:
        return None
    low, high = min(min(codes), 1), max(max(codes), 4)
    return Guess(f"whole numbers from {low}", tuple((code, "") for code in range(low, high + 1)), sure=False)


def _coded(counts: dict[str, int]) -> Guess | None:
    """Cells such as "4 - Agree", which give code and label together."""
    matches = [TOGETHER.fullmatch(text) for text in counts]
    if not matches or None in matches:
        return None
    labels = {int(match[1]): match[2] for match in matches}
    if len(labels) < 2 or len(labels) != len(matches) or max(labels) > 10:
        return None
    every = range(min(min(labels), 1), max(labels) + 1)
    return Guess(
        "codes with labels", tuple((code, labels.get(code, "")) for code in every), sure=len(labels) == len(every)
    )
