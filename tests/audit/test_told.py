"""Intervals told beside pooled answers, against every set of answers that count_vectors lists."""

import numpy as np
import pytest

from prepost.audit import count_vectors
from prepost.audit.told import STEPS, Sample, step_of_interval
from prepost.stats.means import change
from prepost.study.disclosure import pool_small

POINTS, LEVEL = (1, 2, 3, 4, 5), 0.98


def fitting(counts):
    """All sets of answers with that size, that mean and those numbers in the pools."""
    pools = pool_small(counts, 5) or [(0, 5)]
    vectors = count_vectors(int(counts.sum()), f"{counts @ POINTS / counts.sum():.2f}", (1, 5))
    alike = [(vectors[:, slice(*pool)].sum(axis=1) == counts[slice(*pool)].sum()) for pool in pools]
    return vectors[np.logical_and.reduce(alike)], [at for pool in pools if pool[1] - pool[0] > 1 for at in range(*pool)]


def told(first, second, step):
    found = change(first, second, POINTS, LEVEL)
    ends = (max(25 * found.low, -100), min(25 * found.high, 100))
    return np.floor(ends[0] / step), np.ceil(ends[1] / step)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_of_an_interval_leaves_values_to_each_point_that_is_not_shown(seed):
    rng = np.random.default_rng(seed)
    first, second = (np.bincount(rng.binomial(4, share, rng.integers(7, 16)), minlength=5) for share in (0.45, 0.6))
    step = step_of_interval(Sample(first, POINTS, 5), Sample(second, POINTS, 5), LEVEL)
    (sets1, hidden1), (sets2, hidden2) = fitting(first), fitting(second)
    assert (step == 0) == (not hidden1 and not hidden2)
    for tried in STEPS if step is None else [step] * bool(step):
        goal = told(first, second, tried)
        left = [(a, b) for a in sets1 for b in sets2 if told(a, b, tried) == goal]
        values = [
            (len({pair[side][at] for pair in left}), len(np.unique(sets[:, at])))
            for side, (sets, hidden) in enumerate(((sets1, hidden1), (sets2, hidden2)))
            for at in hidden
        ]
        is_open = all(left >= min(3, all_) for left, all_ in values)
        assert is_open == (step is not None), (tried, values)
