"""Whether a printed p-value can come from answers with the printed sizes and means, and how strong such a check is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import erfc, inf, prod, sqrt
from statistics import NormalDist

import numpy as np

from prepost.audit.effort import MOST_VECTORS, TooManyAnswers, number_of_vectors
from prepost.audit.intervals import Interval, p_interval, rounding_interval
from prepost.audit.rank_pairs import fitting, prints_as
from prepost.audit.vectors import count_vectors, single_peaked
from prepost.stats.ranks import u_distance_blocks

MOST_PAIRS_OF_ALL_SHAPES = 2_000_000
"""Up to so many pairs of samples every shape is counted; beyond, single-peaked shapes, and every shape only for want of
those.
"""
MOST_BLANK = 12
"""Most answers that are assumed missing from a sample before its printed mean, or a printed p-value, is given up."""
MOST_PAIRS = 500_000_000
"""Where so many pairs were gone through in vain, no more missing answers are assumed; where one pair of sizes has more,
pairs of every shape are not searched.
"""
MOST_PAIRS_COUNTED = 30_000_000
"""Up to so many pairs every one is tested, to count those that fit."""
MOST_PAIRS_OF_ALL_SIZES = 1_000_000_000
"""Most pairs over all sizes of a first sample that are gone through in search of one that fits."""
MOST_SIZES = 10_000
"""Most sizes of a first sample that are tried one after the other."""
MOST_VECTORS_OF_ALL_SIZES = 5_000_000
"""Most vectors of answers that are written out over all sizes of a first sample."""


@dataclass(frozen=True)
class PValueCheck:
    """What a search over all answers with the printed sizes and means found.

    Attributes
    ----------
    sizes : tuple of int
        Answers in the first and the second sample.
    blanks : int
        Most answers assumed missing, over both samples, in the search.
    searched, found, plausible : int
        Pairs of samples gone through at these sizes, those whose test prints as wanted, and those of them with two
        single-peaked samples.
    all_shapes : bool
        Whether every shape was counted; otherwise single-peaked ones only.
    low, high : float
        Smallest and largest p-value of the pairs searched.
    pass_rate : float
        Share of the 1001 values 0.000, 0.001, ..., 1.000 that the test of some pair prints as, with any number of
        answers missing that may be.
    """

    sizes: tuple[int, int]
    blanks: int
    searched: int
    found: int
    plausible: int
    all_shapes: bool
    low: float
    high: float
    pass_rate: float


@dataclass(frozen=True)
class SizesThatHold:
    """Sizes of a first sample, not printed, at which a printed p-value can be attained.

    Attributes
    ----------
    tried : tuple of int
        Sizes at which whole-number answers have the first mean at all.
    attained, plausible : tuple of int
        Sizes at which some pair of samples gives the p-value, and at which some pair of single-peaked samples does.
    """

    tried: tuple[int, ...]
    attained: tuple[int, ...]
    plausible: tuple[int, ...]


def sizes_with_mean(mean: str, forms: int, scale=(1, 4), most_blank: int = MOST_BLANK) -> list[int]:
    """Numbers of answers, from all forms downward, from which the printed mean can come.

    Parameters
    ----------
    mean : str
        As printed.
    forms : int
        Forms handed in; each may have left the statement blank.
    scale : tuple of int
        Lowest and highest point.
    most_blank : int
        Most blank forms tried.

    Returns
    -------
    list of int
        Fewest blanks first; empty where no number of answers fits.

    Examples
    --------
    >>> sizes_with_mean("3.59", 23)
    [22, 17]
    """
    interval, sizes = rounding_interval(mean), range(forms, max(forms - most_blank, 1) - 1, -1)
    return [n for n in sizes if interval.whole_numbers(n, (scale[0] * n, scale[1] * n))]


def fewest_blanks(mean: str, forms: int, scale, most_blank: int = MOST_BLANK) -> np.ndarray:
    """All answers with a printed mean, as `count_vectors` gives them, with as few forms blank as it allows."""
    sizes = sizes_with_mean(mean, forms, scale, most_blank)
    return count_vectors(sizes[0] if sizes else forms, mean, scale)


def check_p_value(
    p: str, first: tuple[str, int], second: tuple[str, int], scale=(1, 4), most_blank: int = MOST_BLANK
) -> PValueCheck | None:
    """Search all answers with two printed means for a Mann-Whitney test that prints as a given p-value.

    Parameters
    ----------
    p : str
        The p-value as printed, `"0.397"` or `"<0.001"`.
    first, second : tuple of (str, int)
        Mean as printed, and forms, of either sample.
    scale : tuple of int
        Lowest and highest point of the scale.
    most_blank : int
        Most answers that may be missing, over both samples.

    Returns
    -------
    PValueCheck or None
        None where no number of answers gives the printed means. `found` is 0 where no answers give the p-value,
        whichever of up to `most_blank` answers are missing.

    Raises
    ------
    TooManyAnswers
        If more answers have the means than can be gone through.

    Notes
    -----
    The fewest missing answers that the means allow are tried first, and more only where the p-value cannot be attained.
    If there are more than two million pairs of all shapes, single-peaked shapes are searched completely, and all
    shapes only if none of those fits.

    Examples
    --------
    >>> check = check_p_value("0.397", ("2.71", 42), ("2.83", 23), most_blank=0)
    >>> check.searched, check.found, check.plausible, round(check.pass_rate, 3)
    (15801, 15, 6, 0.896)
    """
    wanted = p_interval(p)
    reference, found, gone_through, figures = None, None, 0, _Figures()
    for n1, n2 in pairs_of_sizes(first, second, scale, most_blank):
        blanks = first[1] + second[1] - n1 - n2
        numbers = _number_with_mean(n1, first[0], scale), _number_with_mean(n2, second[0], scale)
        if max(numbers) > MOST_VECTORS:
            pairs = prod(numbers)
            raise TooManyAnswers(f"{pairs:,} pairs of samples" if pairs < inf else "pairs beyond counting")
        a, b = count_vectors(n1, first[0], scale), count_vectors(n2, second[0], scale)
        if found and (len(a) * len(b) > MOST_PAIRS_OF_ALL_SHAPES or gone_through > MOST_PAIRS_COUNTED):
            break
        check = _search(a, b, wanted, blanks, figures)
        gone_through += len(a) * len(b)
        if check.found and not found:
            found = check
        if found:  # what is left to do is to see which other figures would have passed
            if not check.all_shapes or figures.share() == 1:
                break
            continue
        if not check.all_shapes and len(a) * len(b) > MOST_PAIRS:
            raise TooManyAnswers(f"{len(a) * len(b):,} pairs of samples")
        if not check.all_shapes and _any_pair(a, b, wanted):
            # All shapes are searched no further than the first pair that fits.
            return replace(check, found=1)
        if reference is not None:
            reference = replace(reference, blanks=blanks)
        reference = reference or check
        if gone_through > MOST_PAIRS:
            break
    chosen = found or reference
    return chosen and replace(chosen, pass_rate=figures.share())


def sizes_that_hold(
    p: str, mean1: str, sizes: Iterable[int], second: tuple[str, int], scale=(1, 4), most_blank: int = MOST_BLANK
) -> SizesThatHold:
    """At which sizes of the first sample a printed p-value can be attained at all.

    Parameters
    ----------
    p, mean1 : str
        As printed.
    sizes : iterable of int
        Sizes of the first sample to try.
    second, scale
        As for `check_p_value`; the fewest blanks that the second mean allows are assumed.
    most_blank : int
        Most answers that may be missing from the second sample.

    Returns
    -------
    SizesThatHold

    Raises
    ------
    TooManyAnswers
        If more answers have the means than can be gone through.

    Examples
    --------
    >>> sizes_that_hold("0.212", "2.84", range(60, 66), ("2.75", 65)).attained
    (61, 62, 63, 64)
    """
    wanted, sizes = p_interval(p), list(sizes)
    answers = sizes_with_mean(second[0], second[1], scale, most_blank)
    _refuse_too_many_sizes(mean1, sizes, _number_with_mean(answers[0], second[0], scale) if answers else 0, scale)
    b = fewest_blanks(*second, scale, most_blank)
    peaked_b = b[single_peaked(b)]
    tried, attained, plausible = [], [], []
    for size in sizes:
        a = count_vectors(size, mean1, scale)
        if not len(a):
            continue
        tried.append(size)
        is_plausible = _any_pair(a[single_peaked(a)], peaked_b, wanted)
        plausible += [size] if is_plausible else []
        attained += [size] if is_plausible or _any_pair(a, b, wanted) else []
    return SizesThatHold(tuple(tried), tuple(attained), tuple(plausible))


def pairs_of_sizes(first: tuple[str, int], second: tuple[str, int], scale, most_blank: int) -> list[tuple[int, int]]:
    """Numbers of answers from which both printed means can come, the fewest blanks first; see `check_p_value`."""
    sizes = [
        (n1, n2)
        for n1 in sizes_with_mean(*first, scale, most_blank)
        for n2 in sizes_with_mean(*second, scale, most_blank)
        if first[1] - n1 + second[1] - n2 <= most_blank
    ]
    return sorted(sizes, key=lambda pair: (-sum(pair), -pair[0]))


def _number_with_mean(n: int, mean: str, scale) -> int | float:
    """How many vectors `count_vectors` would write out."""
    sums = rounding_interval(mean).whole_numbers(n)
    return number_of_vectors(n, range(sums.start - scale[0] * n, sums.stop - scale[0] * n), scale[1] - scale[0] + 1)


def _refuse_too_many_sizes(mean: str, sizes: list[int], second: int | float, scale) -> None:
    """Refuse where the first samples of all sizes, or their pairs with so many second samples, are too many."""
    if len(sizes) > MOST_SIZES:
        raise TooManyAnswers(f"{len(sizes):,} sizes of the first sample")
    if second > MOST_VECTORS:
        raise TooManyAnswers(_sets(second))
    vectors = 0
    for size in sizes:
        vectors += _number_with_mean(size, mean, scale)
        if vectors > MOST_VECTORS_OF_ALL_SIZES:
            raise TooManyAnswers(f"{_sets(vectors)} for sizes up to {size} alone")
        if vectors * second > MOST_PAIRS_OF_ALL_SIZES:
            raise TooManyAnswers(f"{vectors * second:,} pairs of samples for sizes up to {size} alone")


def _sets(vectors: int | float) -> str:
    return f"{vectors:,} sets of answers" if vectors < inf else "sets of answers beyond counting"


def _search(a: np.ndarray, b: np.ndarray, wanted: Interval, blanks: int, figures: _Figures) -> PValueCheck:
    sizes = int(a[0].sum()), int(b[0].sum())
    all_shapes = len(a) * len(b) <= MOST_PAIRS_OF_ALL_SHAPES
    if not all_shapes:
        a, b = a[single_peaked(a)], b[single_peaked(b)]
    if not len(a) or not len(b):
        return PValueCheck(sizes, blanks, 0, 0, 0, False, 0.0, 1.0, 0.0)
    if len(a) * len(b) > MOST_PAIRS_COUNTED:
        raise TooManyAnswers(f"{len(a) * len(b):,} pairs of samples with a single peak each")
    peaked_a, peaked_b = single_peaked(a), single_peaked(b)
    found, plausible = 0, 0
    farthest, nearest = 0.0, np.inf
    for start, distance, variance in u_distance_blocks(a, b):
        fits = prints_as(distance, variance, wanted)
        if number := np.count_nonzero(fits):
            found += int(number)
            plausible += int(np.count_nonzero(fits & peaked_b & peaked_a[start : start + len(fits), None]))
        squared = np.multiply(distance, distance, out=distance)
        # Where all answers of a pair stand at one scale point both are zero, and so is z.
        np.divide(squared, variance, out=squared, where=variance.min() > 0 or variance > 0)
        least, most = float(squared.min()), float(squared.max())
        farthest, nearest = max(farthest, most), min(nearest, least)
        figures.note(squared, least, most)
    low, high = erfc(sqrt(farthest / 2)), erfc(sqrt(nearest / 2))
    return PValueCheck(sizes, blanks, len(a) * len(b), found, plausible, all_shapes, low, high, figures.share())


class _Figures:
    """Which of the values 0.000, 0.001, ..., 1.000 some test prints as.

    Their p-values need not be worked out: the squared deviates at which the printed figure changes are known.
    """

    def __init__(self):
        halves = (np.arange(1000, 0, -1) - 0.5) / 1000
        self.changes = np.array([NormalDist().inv_cdf(p / 2) ** 2 for p in halves])
        self.attained = np.zeros(1001, dtype=bool)  # from p = 1.000 downward

    def note(self, squared: np.ndarray, least: float, most: float) -> None:
        """Take in the squared deviates of a block, of which the least and the most are known."""
        first, last = np.searchsorted(self.changes, (least, most))
        missing = first + np.flatnonzero(~self.attained[first : last + 1])
        if not len(missing):
            return
        low = self.changes[missing[0] - 1] if missing[0] else -1
        high = self.changes[missing[-1]] if missing[-1] < len(self.changes) else np.inf
        self.attained[np.searchsorted(self.changes, squared[(squared > low) & (squared <= high)])] = True

    def share(self) -> float:
        """The share of all figures that some test prints as."""
        return float(self.attained.mean())


def _any_pair(a: np.ndarray, b: np.ndarray, wanted: Interval) -> bool:
    """Whether some pair gives the p-value; neighbouring rows are alike, so a few far apart are looked at first."""
    few = (a[:: max(1, len(a) // 5)], a[:: max(1, len(a) // 100)], a)
    return any(kept.any() for candidates in few for _, _, kept in fitting(candidates, b, wanted))
