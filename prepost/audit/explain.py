"""What would make a printed figure agree: a search over simple explanations, each with its arithmetic.

Several may fit a figure, or none. None is asserted as the cause: each only says that, if it were so, the figures would
agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from prepost.audit.denominators import ImpliedDenominator, implied_denominator, percentage_denominators
from prepost.audit.evaluate import Claims, Evaluation
from prepost.audit.intervals import Interval, rounding_interval
from prepost.audit.language import Binary, CalculationError, Call, Name, names_in, parts
from prepost.audit.printed import PER_CENT, Printed, more_places, show_like
from prepost.audit.values import Attainment, Quantity, Truth
from prepost.audit.vocabulary import MOST_DENOMINATORS
from prepost.study.claims import Claim

RULE_NAMES = {"ceiling": "if it was rounded up", "truncate": "if digits were cut off instead of rounded"}
NEAREST_TOTALS = Fraction(1, 1000)
"""How far, as a share of it, a total may lie from the printed one to be shown as shared by two figures."""
SIDED = frozenset({"p_of_t", "p_of_z", "p_of_r", "p_of_test", "p_of_means"})
WITH_VARIANCES = ("t_of_means", "p_of_means")
USUAL_LEVEL = Fraction(1, 20)
MOST_CASES = 3
"""So many pairs of counts that two figures can share a total by are listed."""


def explanations(claim: Claim, outcome: Quantity | Truth | Attainment, claims: Claims) -> list[str]:
    """Simple changes under which a claim would agree with the others.

    Parameters
    ----------
    claim : Claim
        A claim whose verdict is `differs` or `impossible`.
    outcome : Quantity, Truth or Attainment
        What its calculation comes to.
    claims : Claims
        All claims.

    Returns
    -------
    list of str
        Half sentences with their arithmetic, the plainest first; empty if nothing simple fits.
    """
    if isinstance(outcome, Quantity):
        printed = claims.printed(claim.id)
        search = (
            *(_other_rounding, _wrong_sign, _other_test, _slipped_point, _another_printed_change),
            *(_repeated_neighbour, _other_denominator, _shared_total, _other_printed_count),
        )
        found = [text for look in search for text in look(claim, printed, outcome, claims)]
    elif isinstance(outcome, Truth):
        found = [*_heading_of_other_table(claim, claims), *_other_level(claim, claims)]
    else:
        common = list(_common_denominator(claim, claims))
        people = {text.partition(" people")[0] for text in common}
        others = [text for text in outcome.alternatives if text.partition(" people")[0] not in people]
        found = [*common, *others, *_cut_off_count(claim, claims)]
    return list(dict.fromkeys(found))


def remarks(claim: Claim, outcome: Quantity | Truth | Attainment, claims: Claims) -> list[str]:
    """Sentences of arithmetic that help to judge a figure in disagreement, without making it agree.

    Parameters
    ----------
    claim, outcome, claims
        As for `explanations`.

    Returns
    -------
    list of str
        For a total shared by a count: the counts next to giving the figure, and what other figures imply about the
        total.
    """
    quotient = _quotient(claim, claims) if isinstance(outcome, Quantity) else None
    if quotient is None:
        return list(_other_decision(outcome, claim, claims))
    printed, found = claims.printed(claim.id), []
    implied = _implied(claim, printed, claims)
    if implied is not None and not implied.whole:
        beside = ", ".join(f"{count} gives {figure}" for count, figure in implied.nearest)
        found.append(f"No whole number shares {quotient[0].text} into {claim.printed}: {beside}.")
    others = _sharing_the_total(claim, claims)
    if others and _totals_of_two(claim, others[0], claims)[0] is None:
        factors = [(claims.printed(one.id), _quotient(one, claims)[1]) for one in (claim, *others)]
        products = (f"{a.text} x {b.text} = {show_like(a.face * b.face, quotient[0], 0)}" for a, b in factors)
        found.append(f"With the printed counts the figures imply different totals: {'; '.join(products)}.")
    return found


def _other_decision(outcome: Quantity | Truth | Attainment, claim: Claim, claims: Claims) -> Iterator[str]:
    """Whether a p-value lies on the other side of the usual level than the one printed."""
    if not isinstance(outcome, Quantity) or claims.printed(claim.id).kind != "p_value":
        return
    below, above = Interval(Fraction(0), USUAL_LEVEL, high_closed=False), Interval(USUAL_LEVEL, Fraction(1))
    printed = claims.printed(claim.id).rounds_to
    for side, other in ((below, above), (above, below)):
        if not printed.overlap(other) and not outcome.range.overlap(side):
            yield "At the level 0.05 it changes the decision."


def _other_rounding(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """The recomputed value under another way of rounding, if the figure is in digits."""
    if printed.kind == "share":
        return
    for rule, words in RULE_NAMES.items():
        wanted = _printed_range(printed, rule)
        if fits := outcome.range.overlap(wanted):
            value = outcome.face if outcome.face in wanted else (fits.low + fits.high) / 2
            yield f"{words}: {show_like(value, printed, 2)} would print as {claim.printed}"


def _wrong_sign(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    turned = -outcome
    if printed.face and turned.range.overlap(printed.rounds_to):
        value = show_like(turned.face, printed)
        near_ends = (
            f", but only if its inputs lie near the ends of what they round to: {value} itself would not print as "
        )
        said = f": {value}" if turned.face in printed.rounds_to else f"{near_ends}{claim.printed}"
        yield f"with the opposite sign{said}"


def _other_test(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """The same test one-sided or two-sided, with the other variance, or with standard errors where SDs are meant."""
    tree = claims.tree(claim.id)
    for part in (part for part in parts(tree) if isinstance(part, Call)):
        for words, text in _variants(part):
            value = _changed(tree.text.replace(part.text, text, 1), claim, claims)
            if isinstance(value, Quantity) and value.range.overlap(printed.rounds_to):
                yield f"{words}: {show_like(value.face, printed, more_places(value.face, printed, 1))}"


def _variants(call: Call) -> Iterator[tuple[str, str]]:
    given, options = [part.text for part in call.arguments], {name: part.text for name, part in call.options}

    def written(arguments: list[str], settings: dict[str, str]) -> str:
        return f"{call.function}({', '.join([*arguments, *(f'{name}={value}' for name, value in settings.items())])})"

    if call.function in SIDED:
        name, tails = ("two", "2") if options.get("tails") == "1" else ("one", "1")
        yield f"if the test was {name}-sided", written(given, options | {"tails": tails})
    if call.function in WITH_VARIANCES:
        welch = options.get("welch") == "true"
        name, other = ("the pooled variance", "false") if welch else ("Welch's variances", "true")
        yield f"with {name}", written(given, options | {"welch": other})
    if call.function in (*WITH_VARIANCES, "d_of_means"):
        as_errors = [*given]
        for sd, n in ((1, 2), (4, 5)):
            as_errors[sd] = f"({given[sd]}) * sqrt({given[n]})"
        yield "if the SDs printed are standard errors", written(as_errors, options)


def _slipped_point(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    for shift, places in ((10, "one place"), (100, "two places"), (1000, "three places")):
        for moved, words in ((outcome.face / shift, "left"), (outcome.face * shift, "right")):
            if moved and moved in printed.rounds_to:
                before, after = (show_like(n, printed, more_places(n, printed, 1)) for n in (outcome.face, moved))
                yield f"with the decimal point {places} further {words}: {before} would become {after}"


def _another_printed_change(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """A percentage that follows from the change printed beside it, if the change does not follow from its means."""
    tree = claims.tree(claim.id)
    for part in parts(tree):
        if isinstance(part, Call) and part.function == "narrowed" and isinstance(part.arguments[1], Name):
            beside = part.arguments[1]
            value = _changed(tree.text.replace(part.text, beside.text, 1), claim, claims)
            if isinstance(value, Quantity) and value.range.overlap(printed.rounds_to):
                yield (
                    f"if it was worked out from the {claims[beside.id].printed} printed beside it, which does "
                    "not follow from its two means"
                )


def _repeated_neighbour(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """The same string in the same column of another row, if it follows from that row's own figures."""
    here = cell_of(claim)
    for other in claims.values() if here[2] else ():
        there = cell_of(other)
        alike = other.id != claim.id and other.printed == claim.printed and there[::2] == here[::2]
        if alike and _agrees(other, claims):
            yield f"if the figure of the row {there[1]}, where {claim.printed} is consistent, was repeated here"


def _other_denominator(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """Another whole number of people to share by."""
    implied = _implied(claim, printed, claims)
    if implied is not None and implied.whole:
        numbers = " to ".join(f"{number:,}" for number in dict.fromkeys((implied.whole[0], implied.whole[-1])))
        yield f"if it was shared by {numbers} instead of {_quotient(claim, claims)[1].text}"


def _implied(claim: Claim, printed: Printed, claims: Claims) -> ImpliedDenominator | None:
    """Numbers by which the numerator would have to be shared; None if the claim is no figure shared by a printed
    count.
    """
    quotient = _quotient(claim, claims)
    if quotient is None or printed.rounds_to.low <= 0 or quotient[0].as_input.low <= 0:
        return None
    return implied_denominator(quotient[0].text, printed.text)


def _shared_total(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """One total behind two figures that share the same printed total."""
    for other in _sharing_the_total(claim, claims):
        both, by_two = _totals_of_two(claim, other, claims)
        like = claims.printed(claims.tree(claim.id).left.id)
        if both is not None:
            yield f"if the total was {_span(both, like)}, which this figure and {other.printed} share"
        for shared, first, second in by_two[:MOST_CASES]:
            yield (
                f"if the total was {_span(shared, like)} instead of {like.text}, shared by {first} here and by "
                f"{second} for {other.printed}"
            )


def _sharing_the_total(claim: Claim, claims: Claims) -> list[Claim]:
    """Other figures in disagreement that divide the same printed total by a printed count; none if the total is a
    count itself, which is no sum to be shared.
    """
    quotient = _quotient(claim, claims)
    if quotient is None or quotient[0].kind == "count":
        return []
    partners = [other for other in claims.values() if other.id != claim.id and _quotient(other, claims) is not None]
    total = claims.tree(claim.id).left
    return [other for other in partners if claims.tree(other.id).left == total and not _agrees(other, claims)]


def _totals_of_two(claim: Claim, other: Claim, claims: Claims):
    """Totals that two figures share: with the printed counts, and near the printed total with any two counts."""
    figures = [claims.printed(one.id).rounds_to for one in (claim, other)]
    total = _quotient(claim, claims)[0].face
    reach = Interval(total * (1 - NEAREST_TOTALS), total * (1 + NEAREST_TOTALS))

    def shared(*counts) -> Interval | None:
        one, another = (figure * Interval.exactly(count) for figure, count in zip(figures, counts))
        return one.overlap(another)

    at_printed_counts = shared(*(_quotient(one, claims)[1].face for one in (claim, other)))
    counts = product(*((reach / figure).whole_numbers() for figure in figures))
    totals = ((shared(*pair), *pair) for pair in counts)
    return at_printed_counts, [found for found in totals if found[0] is not None and found[0].overlap(reach)]


def _other_printed_count(claim: Claim, printed: Printed, outcome: Quantity, claims: Claims) -> Iterator[str]:
    """Another count that the article prints, in the place of the one shared by."""
    implied = _implied(claim, printed, claims)
    if implied is None:
        return
    used = names_in(claims.tree(claim.id))
    for other in claims.values():
        if other.id in used or other.id == claim.id or other.calculation:
            continue
        try:
            count = claims.printed(other.id)
        except ValueError:
            continue
        if count.kind == "count" and count.face in implied.interval:
            yield f"if it was shared by {other.printed}, the {other.says}"


def _heading_of_other_table(claim: Claim, claims: Claims) -> Iterator[str]:
    """The heading that another table prints in the same place, if that one holds."""
    here, _, place = claim.where.partition("/")
    for other in claims.values() if place.startswith("heading/") else ():
        there, _, same = other.where.partition("/")
        if same == place and there != here and other.printed != claim.printed and _agrees(other, claims):
            yield f'with the heading of the same column in {there}: "{other.printed}"'


def _other_level(claim: Claim, claims: Claims) -> Iterator[str]:
    """Sentences on significance at the usual level, without correction."""
    tree = claims.tree(claim.id)
    levels = {
        part.arguments[-1].text
        for part in parts(tree)
        if isinstance(part, Call) and part.function in ("significant_at", "significant_rise")
    }
    for level in sorted(levels):
        text = claim.calculation.replace(level, "0.05")
        value = _changed(text, claim, claims) if text != claim.calculation else None
        if isinstance(value, Truth) and value.value is not False:
            yield f"at the level 0.05, without correction ({'; '.join(value.because)})"


def _common_denominator(claim: Claim, claims: Claims) -> Iterator[str]:
    """One smaller number of people that would give this percentage and the others of the same check that are impossible
    too.
    """
    people = _people(claim, claims)
    if people is None:
        return
    same = [other for other in claims.values() if other.calculation == claim.calculation and not _agrees(other, claims)]
    fitting = percentage_denominators([other.printed for other in same], min(people - 1, MOST_DENOMINATORS))
    if len(same) > 1 and fitting:
        count = claims.printed(claim.id).rounds_to.whole_numbers(fitting[-1])[0]
        yield (
            f"of {fitting[-1]} people, which all {len(same)} such percentages allow: {count} of {fitting[-1]} is "
            f"{float(Fraction(count, fitting[-1])) * 100:.1f}%"
        )


def _cut_off_count(claim: Claim, claims: Claims) -> Iterator[str]:
    """A percentage of a whole number whose decimals were cut off instead of rounded."""
    people = _people(claim, claims)
    for rule, words in RULE_NAMES.items() if people else ():
        for count in _printed_range(claims.printed(claim.id), rule).whole_numbers(people, (0, people)):
            yield f"{words}: {count} of {people} is {float(Fraction(count, people)) * 100:.1f}%"


def _people(claim: Claim, claims: Claims) -> int | None:
    """The number of people of whom a percentage is to be a whole number; None if that is not checked."""
    tree = claims.tree(claim.id)
    checked = isinstance(tree, Call) and tree.function == "whole_number_of"
    return int(Evaluation(claims, claim.id).evaluate(tree.arguments[0]).face) if checked else None


def _printed_range(printed: Printed, rule: str) -> Interval:
    interval = rounding_interval(printed.digits, rule)
    return interval * PER_CENT if printed.kind == "percent" else interval


def _agrees(claim: Claim, claims: Claims) -> bool:
    """Whether a claim's own calculation bears it out."""
    try:
        outcome = claims.outcome(claim.id)
        if isinstance(outcome, Quantity):
            return outcome.range.overlap(claims.printed(claim.id).rounds_to) is not None
    except ValueError:
        return False
    return outcome.possible if isinstance(outcome, Attainment) else outcome.value is not False


def cell_of(claim: Claim) -> tuple[str, str, str]:
    """Table, row and column of a claim that stands in a table; three empty strings elsewhere."""
    parts = claim.where.split("/")
    return tuple(parts) if len(parts) == 3 and parts[1] != "heading" else ("", "", "")


def _quotient(claim: Claim, claims: Claims) -> tuple[Printed, Printed] | None:
    """Numerator and denominator of a claim that is one printed figure shared by a printed count."""
    try:
        tree = claims.tree(claim.id)
        if not (isinstance(tree, Binary) and tree.sign == "/"):
            return None
        above, below = (claims.printed(one.id, one.part) for one in (tree.left, tree.right) if isinstance(one, Name))
    except ValueError:  # unread, or no two names
        return None
    return (above, below) if below.kind == "count" and below.face > 0 else None


def _changed(text: str, claim: Claim, claims: Claims) -> Quantity | Truth | Attainment | None:
    """What another calculation of a claim comes to; None if it cannot be carried out."""
    try:
        return Evaluation(claims, claim.id).evaluate(claims.read(text, claim.id))
    except CalculationError:
        return None


def _span(interval: Interval, like: Printed) -> str:
    low, high = show_like(interval.low, like, 0), show_like(interval.high, like, 0)
    return low if low == high else f"between {low} and {high}"
