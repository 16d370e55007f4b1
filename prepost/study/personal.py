"""Personal data that must not reach a site: found by what a column is called and by what stands in its cells."""

import re
from collections.abc import Iterable

__all__ = ["personal_header", "personal_value"]

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
    "e-mail addresses": r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+",
    "IP addresses": r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
    "telephone numbers": r"(?<![\w.])(?:\+\d{1,3}[\s().-]*|\(?0)\d(?:[\s().-]*\d){8,11}(?!\w)",
}
_HEADERS = {kind: re.compile(pattern) for kind, pattern in HEADERS.items()}
_VALUES = {kind: re.compile(pattern) for kind, pattern in VALUES.items()}


def personal_header(name: str) -> str:
    """Say what kind of personal data a column of this name holds, "" if its name is no sign of any.

    >>> personal_header("Email Address"), personal_header("know_health")
    ('e-mail addresses', '')
    """
    words = " ".join(re.sub(r"[^a-z]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()).split())
    return next((kind for kind, pattern in _HEADERS.items() if pattern.fullmatch(words)), "")


def personal_value(cells: Iterable[str]) -> tuple[str, int] | None:
    """Find the first cell with an e-mail address, IP address or telephone number: its kind and its position.

    >>> personal_value(["fine", "write to jo@example.org"])
    ('e-mail addresses', 1)
    """
    for position, cell in enumerate(cells):
        if "@" in cell or "." in cell or sum(map(str.isdigit, cell)) > 8:
            for kind, pattern in _VALUES.items():
                if pattern.search(cell):
                    return kind, position
    return None
