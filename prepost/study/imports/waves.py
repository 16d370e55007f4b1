"""What names of files, headings and cells say of the wave to which answers belong."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import reduce
from operator import and_

from prepost.study.faults import join_words, quoted

WAVE_WORDS = {
    "pre": r"pre[ _-]?(?:test|survey|training|course|session)?|before|baseline|prior|entry|start|beginning|intake|vorher|avant|antes|przed|قبل|前",
    "post": r"post[ _-]?(?:test|survey|training|course|session)?|after|exit|end|endline|final|nachher|après|después|بعد|后",
    "follow_up": r"follow[ _-]?up\d*|later|fu|delayed",
    "t{}": r"(?:t|w|wave|time|timepoint|round)[ _-]?(\d+)",
}
WAVE = re.compile(
    r"(?:^|(?<=[\W_]))(?:"
    + "|".join(f"(?P<w{i}>{words})" for i, words in enumerate(WAVE_WORDS.values()))
    + r")(?=$|[\W_])",
    re.IGNORECASE,
)
FORM = re.compile(r"\b(pre|post|before|after|follow ?up|baseline) ?(survey|questionnaire|test|form)\b")
GLUED = re.compile(r"(pre|post|before|after|followup)(\w+)|(\w+?)(pre|post|before|after|followup)", re.IGNORECASE)
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


def glued_waves(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The wave and the rest of names that a wave's word begins or ends without a mark, if two waves have that rest.

    >>> glued_waves(["precalm", "postcalm", "present", "code"])
    {'precalm': ('pre', 'calm'), 'postcalm': ('post', 'calm')}
    """
    matches = {name: match for name in names if not wave_in(name)[0] and (match := GLUED.fullmatch(name))}
    parts = {name: (wave_in(m[1] or m[4])[0], m[2] or m[3]) for name, m in matches.items()}
    rests = Counter(rest.casefold() for _, rest in set(parts.values()))
    return {name: (wave, rest) for name, (wave, rest) in parts.items() if rests[rest.casefold()] > 1}


def wave_words(text: str) -> set[str]:
    """The waves that words of a text stand for."""
    return {_wave_id(match) for match in WAVE.finditer(text)}


def _wave_id(match: re.Match) -> str:
    place, wave = next((i, wave) for i, wave in enumerate(WAVE_WORDS) if match[f"w{i}"])
    return wave.format(*re.findall(r"\d+", match[f"w{place}"]))


def differing(texts: list[str]) -> dict[str, str]:
    """The words of each text that not all of them hold.

    >>> differing(["Year1.course", "Year2.course"])
    {'Year1.course': 'year1', 'Year2.course': 'year2'}
    """
    words = {text: re.findall(r"[^\W_]+", re.sub(r"_arm_1$", "", text.casefold())) for text in texts}
    common = reduce(and_, map(Counter, words.values())) if len(texts) > 1 else Counter()
    rests = {text: list(given) for text, given in words.items()}
    for rest in rests.values():
        for word in common.elements():
            rest.remove(word)
    return {text: " ".join(rest) for text, rest in rests.items()}


def named_waves(texts: Iterable[str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """A wave for each file's name or cell of a wave column, its cohort if they come in sets, and what has to be asked.

    None share a wave, but those of several cohorts.

    >>> named_waves(["before", "after", "3 months after"])[0]
    {'before': 'pre', 'after': 'post', '3 months after': 'follow_up'}
    >>> named_waves(["pre-service teachers, start", "pre-service teachers, end"])[0].values()
    dict_values(['pre', 'post'])
    >>> named_waves(["cohort 1 before", "cohort 2 before"])
    ({'cohort 1 before': 'pre_1', 'cohort 2 before': 'pre_2'}, {}, ['"cohort 1 before" and "cohort 2 before" may be one wave'])
    >>> named_waves(["north/start", "south/start", "north/end", "south/end"])[1].values()
    dict_values(['north', 'south', 'north', 'south'])
    """
    texts = list(dict.fromkeys(texts))
    rests = differing(texts)
    found: dict[str, str] = {}
    doubts = []
    for text in texts:
        whole = " ".join(re.findall(r"[^\W_]+", re.sub(r"_arm_1$", "", text.casefold())))
        found[text], doubt = _wave_of(rests[text], whole)
        doubts += [f"{quoted(text)} was taken for {found[text]}"] if doubt else []
    sets = {text: " ".join(DURATION.sub(" ", WAVE.sub(" ", rest)).split()) for text, rest in rests.items()}
    is_set = 1 < len(set(found.values())) < len(texts) > len(set(sets.values())) > 1 and all(sets.values())
    if is_set and len({(found[text], sets[text]) for text in texts}) == len(texts):
        return found, sets, doubts
    shared = [wave for wave in dict.fromkeys(found.values()) if list(found.values()).count(wave) > 1]
    for wave in shared:
        alike = [text for text in texts if found[text] == wave]
        for number, text in enumerate(alike, 1):
            other = re.sub(r"^t(?=\d+$)", "", _slug(WAVE.sub(" ", rests[text])))
            name = f"{wave}_{other or number}"
            found[text] = name if name not in found.values() else f"{name}_{number}"
        doubts.append(f"{join_words(map(quoted, alike))} may be one wave")
    return found, {}, doubts


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
    return _slug(rest or whole) or "wave", False


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
        return sorted(unique, key=lambda wave: int(wave[1:]))
    places = {wave: next((i for i, start in enumerate(usual) if wave.startswith(start)), 3) for wave in unique}
    return sorted(unique, key=places.get)
