"""What names of files, headings and cells say of the wave to which answers belong."""

import re
from collections import Counter
from collections.abc import Iterable

from prepost.study.csv_text import tidy
from prepost.study.faults import join_words, quoted

WAVE_WORDS = {
    "pre": r"pre[ _-]?(?:test|survey|training|course|session)?|before|baseline|prior|entry|start|beginning|intake|vorher|avant",
    "post": r"post[ _-]?(?:test|survey|training|course|session)?|after|exit|end|endline|final|nachher|après",
    "follow_up": r"follow[ _-]?up\d*|later|fu|delayed",
    "t{}": r"(?:t|w|wave|time|timepoint|round)[ _-]?(\d)",
}
WAVE = re.compile(
    r"(?:^|(?<=[\W_]))(?:"
    + "|".join(f"(?P<w{i}>{words})" for i, words in enumerate(WAVE_WORDS.values()))
    + r")(?=$|[\W_])",
    re.IGNORECASE,
)
FORM = re.compile(r"\b(pre|post|before|after|follow ?up|baseline) ?(survey|questionnaire|test|form)\b")
DURATION = re.compile(
    r"\b(\d+|one|two|three|four|five|six|nine|twelve) ?(day|week|wk|month|mth|year|yr)s?\b", re.IGNORECASE
)


def wave_in(name: str) -> tuple[str, str]:
    """The wave that a name begins or ends with, and the rest of the name; ("", name) if it does neither.

    >>> wave_in("calm_before"), wave_in("T2: I am calm"), wave_in("I row")
    (('pre', 'calm'), ('t2', 'I am calm'), ('', 'I row'))
    """
    for match in WAVE.finditer(name):
        before, after = name[: match.start()], name[match.end() :]
        if not re.search(r"\w", before) or not re.search(r"\w", after):
            return _wave_id(match), (before + after).strip(" _-.:,()[]") or name
    return "", name


def wave_words(text: str) -> set[str]:
    """The waves that words of a text stand for."""
    return {_wave_id(match) for match in WAVE.finditer(text)}


def _wave_id(match: re.Match) -> str:
    place, wave = next((i, wave) for i, wave in enumerate(WAVE_WORDS) if match[f"w{i}"])
    return wave.format(*re.findall(r"\d", match[f"w{place}"]))


def named_waves(texts: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """A wave id for each file's name or cell of a wave column, and what has to be asked: none share an id.

    >>> named_waves(["before", "after", "3 months after"])[0]
    {'before': 'pre', 'after': 'post', '3 months after': 'follow_up'}
    >>> named_waves(["pre-service teachers, start", "pre-service teachers, end"])[0].values()
    dict_values(['pre', 'post'])
    >>> named_waves(["cohort 1 before", "cohort 2 before"])
    ({'cohort 1 before': 'pre_1', 'cohort 2 before': 'pre_2'}, ['"cohort 1 before" and "cohort 2 before" may be one wave'])
    """
    texts = list(dict.fromkeys(texts))
    words = {text: re.findall(r"[^\W_]+", re.sub(r"_arm_1$", "", text.casefold())) for text in texts}
    common = Counter(words[texts[0]])
    for text in texts[1:]:
        common &= Counter(words[text])
    found: dict[str, str] = {}
    rests, doubts = {}, []
    for text in texts:
        left, rest = Counter(common) if len(texts) > 1 else Counter(), []
        for word in words[text]:
            rest += [word] if not left[word] else []
            left[word] -= 1
        rests[text] = " ".join(rest)
        found[text], doubt = _wave_of(rests[text], " ".join(words[text]))
        doubts += [f"{quoted(text)} was taken for {found[text]}"] if doubt else []
    shared = [wave for wave in dict.fromkeys(found.values()) if list(found.values()).count(wave) > 1]
    for wave in shared:
        alike = [text for text in texts if found[text] == wave]
        for number, text in enumerate(alike, 1):
            other = re.sub(r"^t(?=\d+$)", "", _slug(WAVE.sub(" ", rests[text])))
            name = f"{wave}_{other or number}"
            found[text] = name if name not in found.values() else f"{name}_{number}"
        doubts.append(f"{join_words(map(quoted, alike))} may be one wave")
    return found, doubts


def _wave_of(rest: str, whole: str) -> tuple[str, bool]:
    """The wave for words of a name, those in which it differs from the others first; and whether it is in doubt."""
    waves = wave_words(rest)
    words = rest if waves else whole
    waves = waves or wave_words(whole)
    if DURATION.search(words) and waves <= {"post", "follow_up"}:
        return "follow_up", False
    if len(waves) == 1:
        return waves.pop(), False
    if waves:
        forms = {_wave_id(WAVE.search(match[1])) for match in FORM.finditer(words)}
        return (forms.pop(), True) if len(forms) == 1 else (_slug(words), True)
    return _slug(rest or whole), False


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.casefold())
    name = "_".join(words)
    while len(name) > 24 and "_" in name:
        name = name.rpartition("_")[0]
    return f"t{name}" if name[:1].isdigit() and len(words) == 1 else name[:24]


def in_order(waves: Iterable[str]) -> list[str]:
    """Waves in their usual order, others as they come.

    >>> in_order(["follow_up", "post", "pre"]), in_order(["t2", "t1"])
    (['pre', 'post', 'follow_up'], ['t1', 't2'])
    """
    usual = ["pre", "post", "follow_up"]
    unique = list(dict.fromkeys(waves))
    if all(re.fullmatch(r"t\d+", wave) for wave in unique):
        return sorted(unique)

    def place(wave: str) -> int:
        return next((i for i, start in enumerate(usual) if tidy(wave).startswith(start)), len(usual))

    return sorted(unique, key=place)
