"""All answers that a printed mean allows, against scrutipy's closure; and all pairs of them that give a p-value,
against a scipy loop.
"""

import numpy as np

from benchmarks.measure import Case

__all__ = ["cases"]

MEAN, OTHER_MEAN, P = "2.84", "3.02", "0.397"
SIZES = (64, 200)
PAIR_SIZES = (64, 150)
LOOPED = 500  # pairs of which the loop is timed
WIDEST_SD = 5.0  # closure wants a standard deviation; on four points none is as far as this from any other


def cases() -> list[Case]:
    """The cases of both searches."""
    every = "All answers with a printed mean"
    found = [
        Case(every, method, f"enumeration:{function}", (size,), size, "answers", runs=runs)
        for size in SIZES
        for method, function, runs in (
            ("prepost.audit.count_vectors", "vectors", 15),
            ("scrutipy.closure", "closure", 3),
        )
    ]
    pair = "All pairs of samples that give a p-value"
    for size in PAIR_SIZES:
        found += [
            Case(pair, "prepost.audit.pairs", "enumeration:searched", (size,), size, "answers a sample", runs=5),
            Case(
                pair,
                "scipy.stats.mannwhitneyu in a loop",
                "enumeration:looped",
                (size,),
                size,
                "answers a sample",
                runs=3,
                parts=number_of_pairs(size) / LOOPED,
            ),
        ]
    return found


def number_of_pairs(size: int) -> int:
    """Pairs among which the search looks."""
    from prepost.audit import count_vectors

    return len(count_vectors(size, MEAN)) * len(count_vectors(size, OTHER_MEAN))


def vectors(size: int):
    """Every vector of counts."""
    from prepost.audit import count_vectors

    return lambda: count_vectors(size, MEAN)


def closure(size: int):
    """Every list of answers, by scrutipy."""
    from scrutipy import closure as every

    return lambda: every(float(MEAN), 1.0, size, 1, 4, 0.005, WIDEST_SD)


def searched(size: int):
    """Every pair, by matrix products."""
    from prepost.audit import count_vectors, pairs

    first, second = count_vectors(size, MEAN), count_vectors(size, OTHER_MEAN)
    return lambda: pairs(first, second, P)


def looped(size: int):
    """Some of the pairs, written out as answers and tested one by one."""
    from scipy.stats import mannwhitneyu

    from prepost.audit import count_vectors

    first, second = count_vectors(size, MEAN), count_vectors(size, OTHER_MEAN)
    random = np.random.default_rng(1)
    points = np.arange(1, first.shape[1] + 1)
    chosen = [(first[random.integers(len(first))], second[random.integers(len(second))]) for _ in range(LOOPED)]

    def prints_as_wanted(one: np.ndarray, other: np.ndarray) -> bool:
        samples = np.repeat(points, one), np.repeat(points, other)
        return round(mannwhitneyu(*samples, use_continuity=False, method="asymptotic").pvalue, 3) == float(P)

    return lambda: sum(prints_as_wanted(one, other) for one, other in chosen)
