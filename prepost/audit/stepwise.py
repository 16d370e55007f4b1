"""One claim's calculation, step by step, for a reader who wants to follow it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from prepost.audit.evaluate import Claims, Evaluation
from prepost.audit.language import CalculationError, Call, Name, Node, Number, children, parts
from prepost.audit.values import Attainment, Quantity, Truth
from prepost.audit.vocabulary import CHECKS, VOCABULARY


def steps(claim_id: str, claims: Claims) -> list[str]:
    """The calculation of a claim, from the printed figures it uses to what it comes to.

    Parameters
    ----------
    claim_id : str
        Id of one of the claims.
    claims : Claims
        The article's claims.

    Returns
    -------
    list of str
        One line a step: what is printed where, then each part of the calculation with its value.

    Examples
    --------
    >>> from prepost.study.claims import Claim
    >>> claims = {"sent": Claim("sent", "line 1", "letters sent", "84", "", "", 2),
    ...           "half": Claim("half", "line 2", "half of them", "42", "sent / 2", "", 3)}
    >>> for line in steps("half", Claims(claims, lambda: (1, 4))):
    ...     print(line)
    sent = 84, printed in line 1 (letters sent): exactly 84
    sent / 2 = 42
    """
    try:
        tree = claims.tree(claim_id)
        claims.outcome(claim_id)
    except CalculationError:  # there is none, or the verdict says why
        return []
    names = dict.fromkeys(part.id for part in parts(tree) if isinstance(part, Name))
    inside_out = {part.text: part for part in _inside_out(tree)}
    words = dict.fromkeys(part.function for part in inside_out.values() if isinstance(part, Call))
    evaluation = Evaluation(claims, claim_id)
    return [
        *(_printed_line(claims, name) for name in names if name != claim_id),
        *(" ".join(VOCABULARY[word].__doc__.split()).replace("`", "") for word in words),
        *(
            f"{' '.join(text.split())} {_comes_to(evaluation.evaluate(part))}"
            for text, part in inside_out.items()
            if not isinstance(part, (Name, Number))
        ),
    ]


def _printed_line(claims: Claims, name: str) -> str:
    claim, stands_for = claims[name], "a sentence"
    with suppress(ValueError):
        printed = claims.printed(name)
        interval, to = printed.as_input, "to" if printed.as_input.high_closed else "to just below"
        stands_for = f"anything from {_decimal(interval.low)} {to} {_decimal(interval.high)}"
        stands_for = f"exactly {printed.face}" if printed.kind == "count" else stands_for
    return f"{name} = {claim.printed}, printed in {claim.where} ({claim.says}): {stands_for}"


def _inside_out(node: Node) -> Iterator[Node]:
    """Parts before the parts that use them; a check on whole numbers is one step."""
    if not (isinstance(node, Call) and node.function in CHECKS):
        for child in children(node):
            yield from _inside_out(child)
    yield node


def _comes_to(value: Quantity | Truth | Attainment) -> str:
    if isinstance(value, Truth):
        word = {True: "holds", False: "is not borne out", None: "is left open by rounding"}[value.value]
        return f"{word}: {'; '.join(value.because)}"
    if isinstance(value, Attainment):
        return f"-> {value.reason}"
    if value.range.low == value.range.high:
        return f"= {_decimal(value.face)}"
    return f"= {_decimal(value.face)}, from {_decimal(value.range.low)} to {_decimal(value.range.high)}"


def _decimal(number) -> str:
    return f"{float(number):.8g}"
