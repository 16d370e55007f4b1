"""The Mann-Whitney test on 1,000 to 10 million answers: from counts and from single answers, by prepost, scipy and
pingouin.
"""

import numpy as np

from benchmarks.measure import GIGABYTE, Case

__all__ = ["cases"]

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7)
PINGOUIN_SIZES = (10**3, 10**4, 10**5)  # it stops at the last: the table of all pairs would take 20 GB
SHARES = (0.1, 0.2, 0.3, 0.4), (0.05, 0.2, 0.3, 0.45)
POINTS = 4


def cases() -> list[Case]:
    """The cases, smallest first."""
    name, unit = "Mann-Whitney test", "answers"
    found = []
    for size in SIZES:
        found += [
            Case(name, method, f"ranks:{function}", (size,), size, unit)
            for method, function in (
                ("prepost from single answers", "from_answers"),
                ("prepost from counts", "from_counts"),
                ("scipy.stats.mannwhitneyu", "scipy"),
            )
        ]
        if size in PINGOUIN_SIZES:
            found.append(Case(name, "pingouin.mwu", "ranks:pingouin", (size,), size, unit, runs=3, memory=4 * GIGABYTE))
    return found


def samples(answers: int) -> tuple[np.ndarray, np.ndarray]:
    """Two samples of four-point answers, half of the answers each, as whole numbers 0 to 3."""
    random = np.random.default_rng(1)
    return tuple(random.choice(POINTS, answers // 2, p=shares) for shares in SHARES)


def from_answers(answers: int):
    """Count, then test."""
    from prepost.stats import mann_whitney

    first, second = samples(answers)
    return lambda: mann_whitney(np.bincount(first, minlength=POINTS), np.bincount(second, minlength=POINTS))


def from_counts(answers: int):
    """Test what has been counted."""
    from prepost.stats import mann_whitney

    first, second = (np.bincount(sample, minlength=POINTS) for sample in samples(answers))
    return lambda: mann_whitney(first, second)


def scipy(answers: int):
    """The same p-value from scipy."""
    from scipy.stats import mannwhitneyu

    first, second = samples(answers)
    return lambda: mannwhitneyu(first, second, use_continuity=False, method="asymptotic")


def pingouin(answers: int):
    """The same p-value from pingouin, which sets every answer against every other."""
    from pingouin import mwu

    first, second = samples(answers)
    return lambda: mwu(first, second, use_continuity=False, method="asymptotic")
