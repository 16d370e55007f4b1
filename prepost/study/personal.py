"""Personal data that must not reach a site: found by what a column is called and by what stands in its cells."""

import re
from collections.abc import Iterable

HEADERS = {
    "e-mail addresses": r"e ?mails?( address(es)?)?|mail|recipient ?email|username|user ?principal ?name|login",
    "telephone numbers": r"(tele)?phone|tel|mobile|cell ?phone|"
    r"(phone|telephone|mobile|contact)( phone)? ?(number|no)s?",
    "IP addresses": r"ip( address(es)?)?|ipaddress|ipaddr",
    "names": r"names?|(first|last|middle|full|given|family|sur|fore|your|respondent|participant|person|"
    r"recipient ?first|recipient ?last|employee|patient|client|staff|attendee|interviewee|speaker) ?names?|"
    r"surname|forename",
    "dates of birth": r"dob|date of birth|birth ?date|birthday",
    "addresses": r"(home |postal |street )?address|post ?code|zip ?code|(location ?)?(latitude|longitude)",
    "health-service numbers": r"nhs( number| no)?|national insurance( number| no)?|ni number",
}
VALUES = {
    "e-mail addresses": r"(?<![\w.+-])[\w.+-]+(?:@(?:[\w-]+\.)+[a-z]{2,}|"
    r" ?[(\[]at[)\]] ?[\w-]+ ?(?:\.|[(\[]?dot)| at (?!the |an? |this |that )[\w-]+ dot [a-z]{2,})",
    "IP addresses": r"(?<![\d.])(?<!version )(?<!section )(?<!v)(?=10\.|[\d.]{0,12}(?:\d{3}|\d\d\.\d\d))"
    r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]{0,9}\d)|"
    r"(?<![\w:])(?:(?:[\da-f]{1,4}:){7}|(?:[\da-f]{1,4}:){1,6}:(?:[\da-f]{1,4}:){0,5})[\da-f]{1,4}(?![\w:])",
    "telephone numbers": r"(?<![\w./-])(?!0123456789)(?:\+\d{1,3}(?:[\s().-]{0,3}\d){8,12}|"
    r"\(?0(?=(?:[\s().-]{0,2}\d){9,10}(?![\s().-]{0,2}\d))\d\d|7\d{3} ?\d{3} ?\d{3}(?!\d))",
    "national insurance numbers": r"\b[a-ceghj-pr-tw-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]\b",
    "names of accounts": r"(?<![\w@.])@[a-z]\w{2,}",
    "dates of birth": r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-]19\d\d|19\d\d-\d\d-\d\d)(?![\d/-])|\b(?:born|birth\w*|d\.?o\.?b\.?)\b.{0,12}"
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-]\d{2,4}",
}
ASKED = re.compile(
    r"^(please )?(whats?( is| are| s)?|enter|give( us)?|type( in)?|provide|tell us|write|state|confirm)? ?(your|the) (?=\w)"
    r"| (optional|required|please|here|below|dd mm yyyy)$"
)
"""What stands around such a word where a heading is a whole question."""
POSTCODE = re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")
NHS = re.compile(r"(?<![\w./-])\d{3}([ -])\d{3}\1\d{4}(?![\w-])|(?<=[A-Za-z:.] )\d{10}(?!\w)")
TITLED = re.compile(r"\b(?:Dr|Mrs?|Ms|Miss|Prof|Professor|Sir|Dame)\.? [A-Z][a-z]+")
"""How a person is called who may be somebody else than the one who speaks."""
SIGNS = ("@", ":", ".", "at ", "at)", "at]")
_VALUES = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in VALUES.items()}
_FULL = {
    "postcodes": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE),
    "dates of birth": re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]19\d\d|19\d\d-\d{2}-\d{2}"),
    "coordinates": re.compile(r"-?\d{1,3}\.\d{4,}[,;] ?-?\d{1,3}\.\d{4,}"),
    "names": re.compile(r"[A-Z][a-z'’-]+( [A-Z]\.?)?( [A-Z][\w'’-]+){1,2}|[A-Z][\w'’-]+, [A-Z][a-z'’-]+"),
}
"""What a whole cell may be: one alone is no sign, a column of them is."""


def personal_column(cells: Iterable[str]) -> str:
    """Say what kind of personal data a fifth of a column's cells hold (of names, nearly all, and hardly one twice).

    >>> personal_column(["Ada Example", "Bo Sample", "Cy Specimen"]), personal_column(["Health Care", "Social Work"] * 3)
    ('names', '')
    """
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    kinds = [kind for cell in set(filled) if (kind := personal_value(cell))]
    number = sum(bool(personal_value(cell)) for cell in filled)
    if kinds and 5 * number >= len(filled):
        return max(kinds, key=kinds.count)
    if sum(map(_is_health_number, filled)) * 5 >= len(filled) > 0:
        return "health-service numbers"
    for kind, pattern in _FULL.items():
        number = sum(bool(pattern.fullmatch(cell)) for cell in filled)
        enough = 0.9 * len(filled) if kind in ("names", "coordinates") else 0.2 * len(filled)
        if number > 2 and number >= enough and (kind != "names" or len(set(filled)) > 0.8 * len(filled)):
            return kind
    return ""


def _is_health_number(text: str) -> bool:
    """Whether a cell is an NHS number: ten digits, the last of which checks the others.

    >>> _is_health_number("943 476 5919"), _is_health_number("943 476 5918")
    (True, False)
    """
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"\d{10}", digits):
        return False
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9])


def personal_header(name: str) -> str:
    """Say what kind of personal data a column of this name holds, "" if its name is no sign of any.

    >>> [personal_header(name) for name in ("Email Address", "What is your name?", "know_health", "Name of your team")]
    ['e-mail addresses', 'names', '', '']
    """
    words = " ".join(re.sub(r"[^a-z]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()).split())
    words = ASKED.sub("", words)
    return next((kind for kind, pattern in HEADERS.items() if re.fullmatch(pattern, words)), "")


def personal_value(cell: str) -> str:
    """Say what kind of personal data a cell holds, such as an e-mail address or a telephone number, "" if none.

    >>> personal_value("write to jo@example.org")
    'e-mail addresses'
    >>> [personal_value(cell) for cell in ("version 1.2.3.4", "3@5.50 each", "section 3.2.1.4", "2016-12-01 2017-01-31")]
    ['', '', '', '']
    """
    if len(cell) <= 5 or not (any(map(cell.__contains__, SIGNS)) or sum(map(str.isdigit, cell)) > 2):
        return ""
    for kind, pattern in (*_VALUES.items(), ("postcodes", POSTCODE)):
        if pattern.search(cell):
            return kind
    return "health-service numbers" if any(_is_health_number(found[0]) for found in NHS.finditer(cell)) else ""
