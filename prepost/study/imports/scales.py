"""Answer scales as questionnaires word them, and the guess which of them a column of answers belongs to.

A guess is only ever a proposal: it stands in study.yml, marked for the study's owner to confirm.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from prepost.study.csv_text import tidy
from prepost.study.faults import join_words, quoted

SETS = """\
frequency: never < rarely|seldom|hardly ever|almost never < sometimes|occasionally < often|frequently|usually|most of the \
time < always|very often|all of the time|almost always
frequency: never < sometimes < about half the time < most of the time < always
frequency: never < sometimes|occasionally < often|usually|frequently|most of the time < always
frequency: never < rarely|seldom < sometimes|occasionally < often|frequently
quality: very poor|very bad|terrible < poor|bad < fair|average|acceptable|ok|okay < good < very good|excellent
quality: poor < fair|average < good < very good < excellent
quality: poor < fair|average < good < excellent|very good
amount: none|not at all|nothing < little|a little|slightly|very little|to a small extent < some|somewhat|moderately|a moderate \
amount|to some extent|to a moderate extent < much|a lot|quite a bit|to a large extent|mostly < extensive|a great deal|very much|\
extremely|completely|to a very large extent
amount: none|not at all|nothing < little|a little|very little|to a small extent|hardly < some|somewhat|to some extent|partly|\
mostly < much|a lot|a great deal|very much|to a great extent|to a large extent|completely
gain: no gain or very small gain|no gain < small gain < moderate gain < large gain < very large gain
certainty: definitely not|definitely no < probably not|probably no < might or might not|maybe|possibly < probably yes|probably \
< definitely yes|definitely
certainty: definitely not|definitely no < probably not|probably no < probably yes|probably < definitely yes|definitely
certainty: no < maybe|partly|somewhat|to some extent < yes
yes or no: no < yes
yes or no: false < true
yes or no: n < y
change: much worse < worse|somewhat worse|a little worse < about the same|the same|no change < better|somewhat better|a \
little better < much better
ease: very difficult < difficult < neither easy nor difficult|neutral < easy < very easy
importance: not important < moderately important < very important
"""
"""Scales by name, from the lowest point to the highest: the wordings of Vagias (2006) and of the defaults of Qualtrics,
SurveyMonkey and Google Forms; `|` stands between words for one point."""
OPPOSITES = {
    "agreement": ("disagree", "agree"),
    "satisfaction": ("dissatisfied|unsatisfied", "satisfied"),
    "likelihood": ("unlikely", "likely"),
    "importance": ("unimportant", "important"),
    "comfort": ("uncomfortable", "comfortable"),
}
STRONG = "strongly|very|extremely|completely|totally|fully|very strongly"
MILD = "somewhat|slightly|tend to|fairly|mildly|a little|rather|mostly|quite"
SHAPES = ("SPMPS", "SPPS", "SFMFS", "SFFS", "PMP", "PFMFP", "SPFMFPS", "SPFFPS", "SDFMFDS")
"""Points on either side of the middle (M): strong (S), plain (P), mild (F), moderate (D); tried in this order."""
DEGREES = (
    "not at all|not",
    "not very|not so|hardly",
    "slightly|a little|a bit",
    "somewhat|partly",
    "moderately|fairly",
    "|quite|mostly",
    "very|highly",
    "extremely|completely|totally|fully",
)
"""How much of one thing: "slightly confident" comes before "confident"."""
OFF_SCALE = re.compile(
    r"(i )?(would )?(prefer|rather) not( to)?( (say|answer|disclose))?|(not|non) ?applicable|n ?/ ?a|does not apply|"
    r"don'?t know|do not know|(i'?m )?not sure|unsure|no opinion|can'?t say|"
    r"n\.? ?a\.?( ?/ ?prefer not to (say|answer))|"
    r"not applicable ?/ ?prefer not to (say|answer)|refused|declined|other|-oth-|\.[a-z]|-[6-9]|-[6-9]\d+|7?77|8?88|"
    r"wei(ß|ss) nicht|keine angabe|k\. ?a\.|ne sais? pas|no sabe|weet niet",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"|na|nan|null|nil|none given|no answer|no response|(not |un)answered|missing|blank|#n/a|#null!|-?999?|[-–—.?]+",
    re.IGNORECASE,
)
USUAL_POINTS = 5
MOST_ANSWERS = 60
"""Different answers beyond which a column is text, whatever its spellings."""
NUMBER = re.compile(r"([-−+]?\d{1,2})(?:[.,]0+)?")
TOGETHER = re.compile(r"(-?\d{1,2})(?:[.,]0+)?\s*[-–—:.)=]\s*([^\d\s].*)|(.*\S)\s*\(\s*(-?\d{1,2})\s*\)")


@dataclass(frozen=True)
class Guess:
    """A scale that a column's answers may belong to.

    Attributes
    ----------
    name : str
        What it is called in messages.
    labels : tuple of (int, str)
        Codes and labels, in order.
    sure : bool
        Whether the file itself lists the scale, or every point of it was ticked.
    doubt : str
        What its owner has to look at.
    """

    name: str
    labels: tuple[tuple[int, str], ...]
    sure: bool
    doubt: str = ""

    @property
    def family(self) -> str:
        """Its name without its number of points."""
        return self.name.partition(" (")[0]


def is_off_scale(answer: str) -> bool:
    """Whether an answer is a usual way of declining to answer.

    >>> is_off_scale("Prefer not to say"), is_off_scale("Agree"), is_off_scale("-2")
    (True, False, False)
    """
    together = TOGETHER.fullmatch(tidy(answer))
    return bool(OFF_SCALE.fullmatch((together and (together[2] or together[3])) or tidy(answer)))


def is_missing(answer: str) -> bool:
    """Whether a cell is a usual way of saying that nothing was answered.

    >>> is_missing("NA"), is_missing("-99"), is_missing("None")
    (True, True, False)
    """
    return bool(MISSING.fullmatch(tidy(answer)))


def is_no_code(cell: str) -> bool:
    """Whether a cell of people's codes is blank, or words such as "n/a" in place of a code.

    >>> is_no_code("n/a"), is_no_code("99"), is_no_code("AB")
    (True, False, False)
    """
    return not re.search(r"\d", cell) and (is_missing(cell) or is_off_scale(cell))


def as_number(text: str) -> int | None:
    """Return the whole number of at most two digits that a cell is, None if it is none.

    >>> as_number("4,0"), as_number("-2"), as_number("3.5")
    (4, -2, None)
    """
    match = NUMBER.fullmatch(text)
    return int(match[1].replace("−", "-")) if match else None


def guess_scale(answers: Iterable[str]) -> Guess | None:
    """Guess the scale behind all answers of one or more columns.

    Parameters
    ----------
    answers : iterable of str, or mapping of str to int
        Cells as they stand, or how often each stands there; blanks and off-scale answers may be among them.

    Returns
    -------
    Guess or None
        None where the answers are free text, or too few to tell.

    >>> guess_scale(["Agree", "Strongly agree", "", "Neutral"]).name
    'agreement (5 points)'
    """
    known = on_scale(answers)
    if not known or len(known) > MOST_ANSWERS or (len(known) < 2 and sum(known.values()) < 2):
        return None
    return _worded(known) or _by_degree(known) or _numbers(known) or _halves(known) or _coded(known)


def on_scale(answers: Iterable[str]) -> Counter:
    """How often each answer was given, but those that are missing or off any scale."""
    counts: Counter = Counter()
    for answer, number in Counter(answers).items():
        if not is_missing(answer) and not is_off_scale(answer):
            counts[tidy(answer)] += number
    return counts


def as_ticked(guess: Guess, answers: Iterable[str]) -> Guess:
    """A scale by all answers to its statements: of more than five points, words that nobody ticked are asked for only.

    >>> answers = ["Disagree", "Slightly agree", "Agree", "Strongly agree"]
    >>> as_ticked(guess_scale(answers), answers).labels
    ((1, 'Disagree'), (2, 'Slightly agree'), (3, 'Agree'), (4, 'Strongly agree'))
    """
    seen = {words for answer in answers for words in (_words(answer), str(as_number(tidy(answer))))}
    gone = [label or str(code) for code, label in guess.labels if not {_words(label), str(code)} & seen]
    if guess.family.startswith("whole numbers") and gone:
        return replace(guess, doubt=f"{guess.doubt}; nobody ticked {join_words(gone)}")
    if guess.family not in {name for name, _ in KNOWN}:
        return guess
    told = join_words(map(quoted, gone))
    if len(guess.labels) <= USUAL_POINTS or not gone:
        return replace(guess, sure=not gone, doubt=f"nobody ticked {told}" if gone else "")
    labels = tuple(enumerate((label for _, label in guess.labels if label not in gone), 1))
    name = guess.family + f" ({len(labels)} points)" * (guess.family in OPPOSITES)
    return Guess(name, labels, False, f"these words often stand beside {told}")


def _scales() -> list[tuple[str, list[set[str]]]]:
    """Every known scale: its name, and the wordings of each of its points."""
    found = []
    for name, ends in OPPOSITES.items():
        low, high = (end.split("|") for end in ends)
        middle = {f"neither {a} {nor} {b}" for a, b in ((low[0], high[0]), (high[0], low[0])) for nor in ("nor", "or")}
        middle |= {"neutral", "neither", "undecided", "neither or", "no opinion either way"}
        middle |= {f"neither {high[0]} nor {other}" for other in low}
        words = {"S": STRONG, "F": MILD, "D": "moderately", "P": ""}
        for shape in SHAPES:
            points = []
            for place, kind in enumerate(shape):
                side = low if place < len(shape) / 2 else high
                how = words.get(kind, "").split("|")
                points.append(middle if kind == "M" else {f"{a} {b}".strip() for a in how for b in side})
                if kind in "SF":
                    points[-1] |= {f"{b} {a}" for a in how for b in side}
            found.append((name, points))
    lines = (line.partition(": ") for line in SETS.splitlines())
    return found + [(name, [set(point.split("|")) for point in points.split(" < ")]) for name, _, points in lines]


KNOWN = _scales()


def _worded(counts: dict[str, int]) -> Guess | None:
    """The known scale that holds all answers: one whose points were all ticked, or else the shortest."""
    texts = {_words(text) for text in counts}
    fitting = []
    for name, points in KNOWN:
        places = {text: place for text in texts for place, words in enumerate(points) if text in words}
        # Two spellings of a label are one label; two labels for one point are another scale.
        if len(places) == len(texts) == len(set(places.values())):
            fitting.append((name, points, places))
    if not fitting:
        return None
    name, points, places = min(fitting, key=lambda one: (len(one[1]) > len(texts), len(one[1]) != 5, len(one[1])))
    spelt = {places[_words(text)]: text for text in sorted(counts, key=counts.get)}
    first = ("strongly" if name == "agreement" else "very", "neutral", "somewhat", "moderately")
    plainest = [min(words, key=lambda text: (not text.startswith(first), len(text), text)) for words in points]
    usual = [spelt.get(place, words.capitalize()) for place, words in enumerate(plainest)]
    full = f"{name} ({len(points)} points)" if name in OPPOSITES else name
    return Guess(full, tuple(enumerate(usual, 1)), len(spelt) == len(points))


def _words(text: str) -> str:
    """The words of a label without dashes, commas and full stops."""
    return " ".join(re.sub(r"[-–—,.:;/]", " ", text.casefold()).split())


def _by_degree(counts: dict[str, int]) -> Guess | None:
    """Answers that are degrees of one thing, as "not confident", "confident" and "very confident"."""
    texts = {_words(text): text for text in sorted(counts, key=counts.get)}
    things = Counter(text.rpartition(" ")[2] for text in texts)
    thing = max(things, key=things.get)
    degrees = [{f"{word} {thing}".strip() for word in words.split("|")} for words in DEGREES]
    places = {text: place for text in texts for place, words in enumerate(degrees) if text in words}
    if len(texts) < 3 or not len(places) == len(texts) == len(set(places.values())):
        return None
    ordered = sorted(texts, key=places.get)
    labels = tuple((code, texts[text]) for code, text in enumerate(ordered, 1))
    return Guess(f"how {thing} ({len(labels)} points)", labels, False, "these are the points that were ticked")


def _numbers(counts: dict[str, int]) -> Guess | None:
    codes = {as_number(text) for text in counts}
    if None in codes:
        return None
    apart = {code for code in codes if code < 0} if not _is_bipolar(codes) else set()
    codes -= apart
    if len(codes) < 2 or max(codes) > 10:
        return None
    end = max(map(abs, codes))
    low, high = (-end, end) if min(codes) < 0 else (min(1, *codes), end)
    doubt = "the ends are those of the answers" + (f"; {', '.join(map(str, sorted(apart)))} left off" if apart else "")
    return whole_numbers(low, high, doubt)


def whole_numbers(low: int, high: int, doubt: str) -> Guess:
    """A scale of bare numbers."""
    name = "whole numbers" + (f" from {low}" if low < 1 else "")
    return Guess(f"{name} ({high - low + 1} points)", tuple((code, "") for code in range(low, high + 1)), False, doubt)


def _halves(counts: dict[str, int]) -> Guess | None:
    """Halves, as 1, 1.5 and 2.5: a code is a whole number, a hundred times the answer, which stands as its label."""
    values = {text: float(text.replace(",", ".")) for text in counts if re.fullmatch(r"\d{1,2}([.,][05])?", text)}
    between = [text for text, value in values.items() if value % 1]
    if len(values) < len(counts) or len(between) < 2 or max(values.values()) > 10:
        return None
    low, high = min(1, *values.values()), max(values.values())
    steps = [f"{low + step / 2:g}" for step in range(int(2 * (high - low)) + 1)]
    labels = tuple((round(100 * float(step)), step.replace(".", between[0].strip("0123456789"))) for step in steps)
    doubt = "codes are whole numbers: 1.5 has the code 150, and means are multiplied by 100"
    return Guess("halves", labels, False, doubt)


def _is_bipolar(codes: set[int]) -> bool:
    """Whether negative codes are the lower half of a scale: whole numbers on both sides of nought, without a gap."""
    low, high = min(codes), max(codes)
    gaps = set(range(low, high + 1)) - codes - {0}
    return low < 0 < high <= 5 and -low >= high - 1 and -low <= 5 and (not gaps or 0 in codes) and len(codes) > 2


def _coded(counts: dict[str, int]) -> Guess | None:
    """Cells such as "4 - Agree", "Agree (4)" or "5 = high", some of which may be bare numbers."""
    labels: dict[int, str] = {}
    for text in counts:
        match = TOGETHER.fullmatch(text)
        code = as_number(text) if match is None else int(match[1] or match[4])
        label = (match[2] or match[3]) if match else ""
        if code is None or (label and labels.get(code) and _words(label) != _words(labels[code])):
            return None
        labels[code] = labels.get(code) or label
    worded = [_words(label) for label in labels.values() if label]
    if len(labels) < 2 or max(labels) > 10 or not 0 < len(worded) == len(set(worded)):
        return None
    every = range(min(min(labels), 1), max(labels) + 1)
    doubt = "" if len(every) == len(labels) else "nobody ticked some points between"
    return Guess("codes with labels", tuple((code, labels.get(code, "")) for code in every), not doubt, doubt)
