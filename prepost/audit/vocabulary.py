"""The words that a calculation may use: sums, sentences about numbers, and checks on whole numbers of people or
answers.

Each word is a function whose docstring is its documentation; `VOCABULARY` lists them for the evaluator and for the
handbook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice

from prepost.audit.effort import TooManyAnswers, limited
from prepost.audit.granularity import Consistency, debit, grim, grimmer
from prepost.audit.intervals import Interval, rounding_interval
from prepost.audit.language import CalculationError, Name, Node, Number
from prepost.audit.p_values import check_p_value, pairs_of_sizes, sizes_that_hold, sizes_with_mean
from prepost.audit.parts import parts_and_whole
from prepost.audit.printed import Printed
from prepost.audit.rank_pairs import pairs
from prepost.audit.statistics_words import ABOUT_OWN_TEST, INTERVALS, STATISTICS
from prepost.audit.values import Attainment, Quantity, Truth, Whole, quantities
from prepost.audit.vectors import count_vectors

MOST_ANSWERS = 100_000
"""Most answers, or people, for checks that look at each number up to theirs."""
MOST_ANSWERS_WITH_SD = 2_000
"""Most answers of which a standard deviation is checked."""
MOST_STEPS_WITH_SD = 50_000
"""Steps after which a search for answers with a standard deviation is given up."""
MOST_PAIRS_BY_NAME = {"asymptotic": 3_000_000, "exact": 20_000}
"""Most pairs of samples that are gone through for a rank test other than the one without a correction."""
MOST_FORMS_IN_PARTS = 1_000
"""Most forms that are parted into two groups."""
NO_TEST = "No whole-number answers have the two means, so no test of them exists."
RELATIONS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "equal to", "!=": "different from"}
MOST_DENOMINATORS = 10_000
"""So many numbers of people, from the printed one downward, are looked at for one that gives a percentage."""


# Quantities -----------------------------------------------------------------------------------------------------------


def sum_of(context, *parts: Quantity) -> Quantity:
    """`sum_of(a, b, ...)`: all of them added up."""
    return sum(parts, Quantity.exactly(0))


def count_of(context, *claims: Printed) -> Quantity:
    """`count_of(a, b, ...)`: how many claims these are, such as the statements of a questionnaire."""
    return Quantity.exactly(len(claims))


def narrowed(context, calculated: Quantity, printed: Quantity) -> Quantity:
    """`narrowed(a, b)`: the values of `a` that `b`, printed for the same thing, also allows; all of `a` where `b`
    contradicts it.
    """
    both = calculated.range.overlap(printed.range)
    if both is None:
        return calculated
    return Quantity(printed.face if printed.face in both else calculated.face, both)


def rounded(context, number: Printed) -> Quantity:
    """`rounded(a)`: a whole number that is not a count but was rounded to a whole, such as a mean printed without
    decimals.
    """
    return Quantity(number.face, number.rounds_to)


def first_part(context, groups: Node) -> Quantity:
    """`first_part(groups)`: forms in the first of two groups that the claim `groups` finds with `parts_of_whole`."""
    return Quantity.exactly(_parts(context, groups)[0])


def second_part(context, groups: Node) -> Quantity:
    """`second_part(groups)`: forms in the second of the two groups."""
    return Quantity.exactly(_parts(context, groups)[1])


# Sentences ------------------------------------------------------------------------------------------------------------


def significant_at(context, p: Node, level: Node) -> Truth:
    """`significant_at(p, level)`: the p-value lies below the level, as in `significant_at(health_p, 0.05 / 3)`."""
    return compared(context, p, "<", level)


def significant_rise(context, before: Node, after: Node, p: Node, level: Node) -> Truth:
    """`significant_rise(before, after, p, level)`: the p-value lies below the level, and the second figure above the
    first.
    """
    return _joint([compared(context, p, "<", level), compared(context, after, ">", before)], decides=False)


def agree(context, a: Node, b: Node) -> Truth:
    """`agree(a, b)`: both can be the same number, each within its rounding, as in `agree(row.percent, row.count / row.of)`."""
    one, other = quantities(context, (a, b))
    value = one.range.overlap(other.range) is not None
    agrees = "agrees" if value else "does not agree"
    return Truth(value, (f"{_shown(context, a, one)} {agrees} with {_shown(context, b, other)}",))


def all_of(context, *sentences: Truth) -> Truth:
    """`all_of(a, b, ...)`: every one of these sentences holds."""
    return _joint(sentences, decides=False)


def partly(context, sentence: Truth) -> Truth:
    """`partly(a)`: what of a sentence its figures can bear out, where its words go further; the note says which do."""
    return sentence


def any_of(context, *sentences: Truth) -> Truth:
    """`any_of(a, b, ...)`: at least one of these sentences holds."""
    return _joint(sentences, decides=True)


def none_of(context, *sentences: Truth) -> Truth:
    """`none_of(a, b, ...)`: not one of these sentences holds."""
    opposite = any_of(context, *sentences)
    return Truth(None if opposite.value is None else not opposite.value, opposite.because)


def all_within(context, low: Node, high: Node, *numbers: Node) -> Truth:
    """`all_within(low, high, a, b, ...)`: each of these numbers lies between the two bounds."""
    bounds = quantities(context, (low, high))
    outside = [
        number.text
        for number, quantity in zip(numbers, quantities(context, numbers))
        if quantity.range.high < bounds[0].range.low or quantity.range.low > bounds[1].range.high
    ]
    if outside:
        return Truth(False, (f"{', '.join(outside)} {'lies' if len(outside) == 1 else 'lie'} outside",))
    return Truth(True, (f"all {len(numbers)} lie between {low.text} and {high.text}",))


def are_p_values(context, *cells: Printed) -> Truth:
    """`are_p_values(a, b, ...)`: each of these claims prints a single p-value."""
    return _are(cells, lambda cell: cell.kind == "p_value", "a p-value")


def are_percentages(context, *cells: Printed) -> Truth:
    """`are_percentages(a, b, ...)`: each of these claims prints a percentage."""
    return _are(cells, lambda cell: cell.kind == "percent", "a percentage")


def are_intervals(context, *cells: Printed) -> Truth:
    """`are_intervals(a, b, ...)`: each of these claims prints two bounds, as in "0.12 to 0.55", alone or in brackets
    behind a figure.
    """
    return _are(cells, lambda cell: "interval" in (cell.kind, cell.bracket and cell.bracket.kind), "an interval")


# Checks on whole numbers: of the claim's own printed figure -----------------------------------------------------------


def whole_number_of(context, people: Whole) -> Attainment:
    """`whole_number_of(n)`: the percentage printed here is that of some whole number out of n people."""
    own, n = _own(context, "percent"), people
    counts, pass_rate = own.rounds_to.whole_numbers(n, (0, n)), grim(own.digits, n, percent=True).pass_rate
    if counts:
        value = Fraction(counts[0], n)
        return Attainment(True, f"{counts[0]} of {n} is {_percent(value)}.", pass_rate, value, value)
    near = sorted({Fraction(k, n) for k in _next_to(own.face, n)})
    beside = " and ".join(f"{share * n} of {n} is {_percent(share)}" for share in near)
    reason = f"No whole number of {n} is {own.text}: {beside}."
    return Attainment(False, reason, pass_rate, near[0], near[-1], _fewer_people(own, n))


def mean_of(context, forms: Whole, *scale: Quantity, most_blank=0, items=1) -> Attainment:
    """`mean_of(n)` or `mean_of(n, lowest, highest)`: the mean printed here is that of n whole answers. With
    `most_blank=3` up to three of n forms may have left the statement blank; the fewest blanks are looked for. With
    `items=5` each person's value is the mean of five answers.
    """
    own, n, points = _own(context, "number"), forms * items, _scale(context, scale)
    sizes = sizes_with_mean(own.digits, n, points, most_blank=most_blank)
    pass_rate = _share_of_means(n, most_blank, own.places, points)
    if not sizes:
        near = grim(own.digits, n, scale=points).nearest
        more = f", nor with up to {most_blank} left blank." if most_blank else "."
        reason = f"No {n} answers from {points[0]} to {points[1]} have this mean{more}"
        return Attainment(False, reason, pass_rate, alternatives=tuple(f"{value} is possible" for value in near))
    size = sizes[0]
    sums = rounding_interval(own.digits).whole_numbers(size)
    blanks = "" if size == n else f" {_blank(n - size)}; of all {n} no whole sum gives it."
    several = "" if len(sums) == 1 else f" and {len(sums) - 1} other {'sum' if len(sums) == 2 else 'sums'}"
    low, high = Fraction(sums[0], size), Fraction(sums[-1], size)
    reason = f"{size} answers: {sums[0]} / {size} = {float(low):.4f}{several}.{blanks}"
    return Attainment(True, reason, pass_rate, low, high)


def mean_of_some(context, forms: Whole, *scale: Quantity) -> Attainment:
    """`mean_of_some(n)`: as `mean_of`, of an unprinted number of answers, no more than n."""
    own, n, points = _own(context, "number"), forms, _scale(context, scale)
    if n > MOST_ANSWERS:
        return _undecided(f"{n:,} numbers of answers")
    sizes = sizes_with_mean(own.digits, n, points, most_blank=n)
    if not sizes:
        return Attainment(False, f"No number of answers up to {n} has this mean.", pass_rate=1.0)
    reason = (
        f"{len(sizes)} of the {n} possible numbers of answers have this mean, the smallest {sizes[-1]}. How many forms "
        "there were is not printed."
    )
    return Attainment(True, reason, pass_rate=1.0)


def mean_of_numbers(context, people: Whole, *, items=1) -> Attainment:
    """`mean_of_numbers(n)`: as `mean_of`, of whole numbers without a scale, such as ages."""
    return _granular(grim(_own(context, "number").digits, people * items))


def sd_of(context, mean: Printed, answers: Whole, *scale: Quantity) -> Attainment:
    """`sd_of(mean, n)` or `sd_of(mean, n, lowest, highest)`: the standard deviation printed here goes with that mean of
    n whole answers.
    """
    points = _scale(context, scale)
    return _spread(context, mean, answers, lambda *summary: grimmer(*summary, scale=points))


def sd_of_numbers(context, mean: Printed, people: Whole) -> Attainment:
    """`sd_of_numbers(mean, n)`: as `sd_of`, of whole numbers without a scale, such as ages and weights."""
    return _spread(context, mean, people, grimmer)


def sd_of_shares(context, mean: Printed, people: Whole) -> Attainment:
    """`sd_of_shares(mean, n)`: as `sd_of`, of zeros and ones (DEBIT; Heathers and Brown 2019)."""
    return _spread(context, mean, people, debit)


def _spread(context, mean: Printed, n: int, check: Callable) -> Attainment:
    own = _own(context, "number")
    if n > MOST_ANSWERS_WITH_SD:
        return _undecided(f"the sums of squares of {n:,} answers")
    try:
        with limited(MOST_STEPS_WITH_SD):
            outcome = check(mean.digits, own.digits, n)
    except TooManyAnswers as error:
        return _undecided(f"{error}; not searched further")
    return _granular(outcome)


def _granular(check: Consistency) -> Attainment:
    try:
        with limited(MOST_STEPS_WITH_SD):
            passes = check.pass_rate
    except TooManyAnswers:
        passes = None
    others = () if check else tuple(f"{value} is possible" for value in check.nearest)
    return Attainment(check.possible, check.reason, passes, alternatives=others)


def rank_test_p(
    context,
    mean1: Printed,
    forms1: Whole,
    mean2: Printed,
    forms2: Whole,
    *scale: Quantity,
    most_blank=0,
    continuity=False,
    method="asymptotic",
) -> Attainment:
    """`rank_test_p(mean1, n1, mean2, n2)`: the p-value printed here is that of a Mann-Whitney U test (two-sided,
    asymptotic, corrected for ties, as SPSS prints it) between answers with these printed means and numbers of forms.
    With `most_blank=3` up to three answers may be missing, over both samples. With `continuity=true` the test is
    corrected for continuity, as R prints it; with `method="exact"` it is exact, conditional on the ties.
    """
    own, points = _own(context, "p_value"), _scale(context, scale)
    first, second = (mean1.digits, forms1), (mean2.digits, forms2)
    if method not in MOST_PAIRS_BY_NAME:
        raise CalculationError(f"takes as method one of {', '.join(MOST_PAIRS_BY_NAME)}.")
    if continuity or method == "exact":
        return _rank_test_by_name(own, first, second, points, most_blank, continuity=continuity, method=method)
    try:
        check = check_p_value(own.text, first, second, points, most_blank=most_blank)
    except TooManyAnswers as error:
        return _undecided(str(error))
    if check is None:
        return Attainment(False, NO_TEST, pass_rate=0.0)
    shapes = "" if check.all_shapes else " with a single peak"
    blanks = first[1] + second[1] - sum(check.sizes)
    missing = f", {_blank(blanks)}" if blanks else ""
    sizes = f"{check.sizes[0]} and {check.sizes[1]} answers{missing}"
    searched = f"{check.searched:,} pairs of samples{shapes} have the two means ({sizes}); "
    if not check.found:
        reason = f"{searched}none gives {own.text}, with up to {check.blanks} answers missing. Their p-values run from "
        reason += f"{check.low:.3f} to {check.high:.3f}."
        return Attainment(False, reason, check.pass_rate, check.low, check.high)
    peaked = "" if not check.all_shapes else f", {check.plausible:,} of them with a single peak each"
    so = f"with up to {most_blank} left blank" if most_blank else "so"
    weak = f"Of all three-decimal p-values {_percent(check.pass_rate)} could be attained {so}."
    reason = f"{searched}{check.found:,} of them give {own.text}{peaked}. {weak}"
    return Attainment(True, reason, check.pass_rate, check.low, check.high)


def _rank_test_by_name(own: Printed, first, second, points, blank: int, *, continuity: bool, method: str) -> Attainment:
    searched, named = 0, "exact test" if method == "exact" else "test corrected for continuity"
    for sizes in pairs_of_sizes(first, second, points, blank):
        try:
            samples = [count_vectors(n, mean, points) for n, (mean, _) in zip(sizes, (first, second))]
        except ValueError as error:
            return _undecided(str(error).rstrip("."))
        number = len(samples[0]) * len(samples[1])
        searched += number
        if searched > MOST_PAIRS_BY_NAME[method]:
            return _undecided(f"{searched:,} pairs of samples for the {named}")
        if found := len(pairs(*samples, own.text, continuity=continuity, method=method)):
            missing = first[1] + second[1] - sum(sizes)
            blanks = f", {_blank(missing)}" if missing else ""
            of = f"{number:,} pairs of samples ({sizes[0]} and {sizes[1]} answers{blanks})"
            return Attainment(True, f"By the {named}, {found:,} of {of} give {own.text}.")
    if not searched:
        return Attainment(False, NO_TEST)
    return Attainment(False, f"By the {named}, none of {searched:,} pairs of samples gives {own.text}.")


def rank_test_p_of_some(
    context, mean1: Printed, most_forms1: Whole, mean2: Printed, forms2: Whole, *scale: Quantity, most_blank=0
) -> Attainment:
    """`rank_test_p_of_some(mean1, most, mean2, n2)`: as `rank_test_p`, where the number of forms in the first sample is
    not printed; every number up to `most` is tried. `most_blank` speaks of the second sample.
    """
    own, points = _own(context, "p_value"), _scale(context, scale)
    most, mean, second = most_forms1, mean1.digits, (mean2.digits, forms2)
    try:
        holds = sizes_that_hold(own.text, mean, range(1, most + 1), second, points, most_blank=most_blank)
        if not holds.attained:
            return Attainment(False, f"At none of {len(holds.tried)} sizes of the first sample do any answers give it.")
        first = mean, (holds.plausible or holds.attained)[-1]
        check = check_p_value(own.text, first, second, points, most_blank=most_blank)
    except TooManyAnswers as error:
        return _undecided(str(error))
    reason = (
        f"The first sample's size is not printed. Of {len(holds.tried)} sizes up to {most} that allow its mean, "
        f"{len(holds.attained)} allow this p-value, {len(holds.plausible)} with single-peaked answers; the smallest is "
        f"{holds.attained[0]}. At {check.sizes[0]} answers {check.found:,} of {check.searched:,} pairs give it, and "
        f"{_percent(check.pass_rate)} of all three-decimal p-values could be attained."
    )
    return Attainment(True, reason, check.pass_rate, check.low, check.high)


def parts_of_whole(context, forms: Whole, *means: Printed) -> Attainment:
    """`parts_of_whole(n, part1, part2, whole, part1, part2, whole, ...)`: two groups of unprinted size make up n forms,
    so that the printed means of both groups and of all forms agree, statement by statement.
    """
    if not means or len(means) % 3:
        raise CalculationError("needs three means a statement: first group, second group, both together.")
    n, points = forms, context.claims.read_scale()
    if n > MOST_FORMS_IN_PARTS:
        return _undecided(f"the ways to part {n:,} forms")
    digits = [mean.digits for mean in means]
    triples = {str(start // 3): tuple(digits[start : start + 3]) for start in range(0, len(digits), 3)}
    splits = parts_and_whole(n, triples, scale=points)
    if not splits:
        return Attainment(False, f"No two groups of together {n} forms have these means.")
    best, others = splits[0], splits[1:4]
    runners_up = "; ".join(f"{split.sizes[0]} and {split.sizes[1]} need {split.total_missing}" for split in others)
    reason = (
        f"Groups of {best.sizes[0]} and {best.sizes[1]} forms give all {len(means)} means, with {best.total_missing} "
        f"answers left blank over {len(triples)} statements."
        + (f" Others: {runners_up}." if runners_up else " No other sizes do.")
    )
    return Attainment(True, reason, parts=best.sizes)


SENTENCES = (
    *(significant_at, significant_rise, agree, all_of, partly, any_of, none_of),
    *(all_within, are_p_values, are_percentages, are_intervals),
)
CHECK_FUNCTIONS = (
    *(whole_number_of, mean_of, mean_of_some, mean_of_numbers, sd_of, sd_of_numbers, sd_of_shares),
    *(rank_test_p, rank_test_p_of_some, parts_of_whole),
)
VOCABULARY: dict[str, Callable] = {
    word.__name__: word
    for word in (
        *(sum_of, count_of, narrowed, rounded, first_part, second_part, *STATISTICS),
        *(*SENTENCES, *INTERVALS, *CHECK_FUNCTIONS),
    )
}
CHECKS = frozenset((*(word.__name__ for word in CHECK_FUNCTIONS), *ABOUT_OWN_TEST))
SPREADING = tuple(
    word.__name__
    for word in (sum_of, count_of, all_of, any_of, none_of, all_within, are_p_values, are_percentages, are_intervals)
)
"""Words of which an argument with a star, as in `none_of(significant_at(*_p, 0.05))`, stands for one a row."""


# Helpers --------------------------------------------------------------------------------------------------------------


def compared(context, left: Node, sign: str, right: Node) -> Truth:
    """Whether one part stands to another as a sign says, with the reason."""
    a, b = quantities(context, (left, right))
    value = _decided(a.range, sign, b.range)
    word = "is" if value else "may be" if value is None else "is not"
    return Truth(value, (f"{_shown(context, left, a)} {word} {RELATIONS[sign]} {_shown(context, right, b)}",))


def _decided(a: Interval, sign: str, b: Interval) -> bool | None:
    difference = a - b
    less = difference.high < 0 or (difference.high == 0 and not difference.high_closed)
    more = difference.low > 0 or (difference.low == 0 and not difference.low_closed)
    same = difference.low == difference.high == 0
    holds, fails = {
        "<": (less, difference.low >= 0),
        "<=": (difference.high <= 0, more),
        ">": (more, difference.high <= 0),
        ">=": (difference.low >= 0, less),
        "=": (same, less or more),
        "!=": (less or more, same),
    }[sign]
    return True if holds else False if fails else None


def _shown(context, node: Node, quantity: Quantity) -> str:
    """A part as it is written, with what it prints or comes to."""
    if isinstance(node, Name):
        return f"{node.text} ({context.printed(node).text})"
    value = f"{float(quantity.face):.4g}"
    return node.text if isinstance(node, Number) or node.text == value else f"{node.text} ({value})"


def _joint(truths: Sequence[Truth], *, decides: bool) -> Truth:
    """One of a value decides, and then its reasons alone are given; else all are."""
    values = [truth.value for truth in truths]
    value = decides if decides in values else None if None in values else not decides
    chosen = [truth for truth in truths if truth.value is decides] if value is decides else truths
    return Truth(value, tuple(reason for truth in chosen for reason in truth.because))


def _are(cells: Sequence[Printed], is_one: Callable[[Printed], bool], what: str) -> Truth:
    others = [cell.text for cell in cells if not is_one(cell)]
    if others:
        why = f"{len(others)} of {len(cells)} cells hold no such thing ({others[0]}, for instance, is not {what})"
        return Truth(False, (why,))
    return Truth(True, (f"all {len(cells)} cells hold {what}",))


def _parts(context, groups: Node) -> tuple[int, int]:
    outcome = context.outcome(groups)
    if not isinstance(outcome, Attainment) or outcome.parts is None:
        raise CalculationError(f'asks "{groups.text}" for the sizes of two groups, which it does not find.')
    return outcome.parts


def _own(context, kind: str) -> Printed:
    own = context.own
    if kind == "p_value" and own is not None:
        own = own.as_p_value() or own
    if own is None or (own.kind != kind and not (kind == "number" and own.kind == "count")):
        raise CalculationError(f"checks a {kind.replace('_', '-')}, which the claim does not print.")
    return own


def _scale(context, given: Sequence[Quantity]) -> tuple[int, int]:
    if not given:
        return context.claims.read_scale()
    if len(given) != 2:
        raise CalculationError("takes the scale as its lowest and its highest point.")
    low, high = (quantity.face for quantity in given)
    if low.denominator != 1 or high.denominator != 1 or low >= high:
        raise CalculationError("takes the scale as its lowest and its highest point, whole numbers.")
    return int(low), int(high)


@lru_cache(maxsize=256)
def _share_of_means(n: int, most_blank: int, places: int, scale: tuple[int, int]) -> float:
    """Share of all means on the scale, with so many decimals, that n answers, or a few less, can have."""
    unit = 10**places
    if n >= unit:
        return 1.0
    attained = set()
    for size in range(n, max(n - most_blank, 1) - 1, -1):
        for total in range(scale[0] * size, scale[1] * size + 1):
            # Half a unit each way: whole numbers m with |total / size - m / unit| <= 1 / (2 unit).
            least, most = -((size - 2 * total * unit) // (2 * size)), (2 * total * unit + size) // (2 * size)
            attained.update(range(least, most + 1))
    possible = range(scale[0] * unit, scale[1] * unit + 1)
    return len(attained.intersection(possible)) / len(possible)


def _undecided(what: str) -> Attainment:
    return Attainment(None, f"The check would go through too many answers ({what}), so the figure is taken as printed.")


def _next_to(share: Fraction, n: int) -> list[int]:
    """The whole numbers of n people on either side of a share; the nearer end where it lies outside 0 to 1."""
    below = int(share * n)
    return [k for k in (below, below + 1) if 0 <= k <= n] or [n if share > 0 else 0]


def _fewer_people(own: Printed, n: int, most: int = 2) -> tuple[str, ...]:
    """Denominators below n, the largest first, of which some whole number is the printed percentage."""
    below = range(n - 1, max(n - 1 - MOST_DENOMINATORS, 0), -1)
    fitting = ((counts[0], n) for n in below if (counts := own.rounds_to.whole_numbers(n, (0, n))))
    return tuple(f"of {n} people: {k} of {n} is {_percent(Fraction(k, n))}" for k, n in islice(fitting, most))


def _blank(answers: int) -> str:
    return f"{answers} {'answer' if answers == 1 else 'answers'} left blank"


def _percent(share: Fraction | float) -> str:
    return f"{float(share) * 100:.1f}%"
