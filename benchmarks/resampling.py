"""Ten thousand resamples of a change of the mean: multinomial counts against `scipy.stats.bootstrap` on single
answers.
"""

import numpy as np

from benchmarks.measure import Case
from benchmarks.ranks import POINTS, samples

__all__ = ["cases"]

SIZES = (500, 5_000, 50_000)
DRAWS = 10_000
AT_A_TIME = 100  # resamples that scipy holds at once, so that its memory stays below a gigabyte
SCALE = np.arange(1, POINTS + 1)


def cases() -> list[Case]:
    """The cases, smallest first."""
    name, unit = f"Bootstrap of a change, {DRAWS:,} resamples", "answers"
    return [
        Case(name, method, f"resampling:{function}", (size,), size, unit, runs=5)
        for size in SIZES
        for method, function in (("prepost from counts", "on_counts"), ("scipy.stats.bootstrap", "scipy"))
    ]


def on_counts(answers: int):
    """Resample counts."""
    from prepost.stats.costs import bootstrap_change

    first, second = (np.bincount(sample, minlength=POINTS) for sample in samples(answers))
    return lambda: np.quantile(bootstrap_change(first, second, SCALE, draws=DRAWS), [0.025, 0.975])


def scipy(answers: int):
    """Resample answers."""
    from scipy.stats import bootstrap

    first, second = samples(answers)

    def change(one, other, axis):
        return (other.mean(axis=axis) - one.mean(axis=axis)) * 100 / (POINTS - 1)

    return lambda: (
        bootstrap(
            (first, second),
            change,
            n_resamples=DRAWS,
            batch=AT_A_TIME,
            method="percentile",
            rng=np.random.default_rng(1),
        ).confidence_interval
    )
