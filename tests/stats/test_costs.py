"""What a change cost: calculations by hand, closed forms against resampling, and what must hold whatever the
numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.stats import costs, means
from prepost.stats.estimate import Estimate

GAIN = Estimate(10.0, 5.0, 20.0, 0.95, 2.5)
OPEN = Estimate(2.0, -1.0, 5.0, 0.95, 1.5)
NO_GAIN = Estimate(-4.0, -6.0, -2.0, 0.95, 1.0)


def test_total_is_exact_to_the_penny():
    """A hundred times 0.10 is 10, which floating-point numbers miss."""
    assert costs.total_cost([("0.10", "1")] * 100) == 10
    assert costs.total_cost([("250.50", "4"), ("98", ""), ("-3", "0.5")]) == Fraction("1098.5")
    assert costs.total_cost([]) == 0


def test_cost_of_a_gain_by_hand():
    """100 for 10 points, from 5 to 20: 10 a point, from 5 to 20."""
    assert costs.cost_of_effect(100, GAIN) == (10.0, 5.0, 20.0, 0.95)
    assert costs.cost_of_effect(100, GAIN).has_meaning


def test_cost_of_what_may_be_no_gain_has_no_upper_end():
    found = costs.cost_of_effect(100, OPEN)
    assert (found.value, found.low, found.high) == (50.0, 20.0, None)
    assert not found.has_meaning
    assert costs.cost_of_effect(100, GAIN._replace(low=0.0)) == (10.0, 5.0, None, 0.95)


def test_cost_of_a_loss_has_no_value():
    assert costs.cost_of_effect(100, NO_GAIN)[:3] == (None, None, None)
    assert costs.cost_of_effect(100, Estimate(0.0, -1.0, 0.0, 0.95, 0.5))[:3] == (None, None, None)


def test_cost_below_zero_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        costs.cost_of_effect(-1, GAIN)


@given(st.floats(0, 1e6), st.floats(0.01, 50), st.floats(0, 50), st.floats(0, 50))
def test_the_interval_of_the_ratio_is_that_of_the_effect(cost, low, up, further):
    """cost / effect falls as the effect grows, so each end of one interval is an end of the other."""
    effect = Estimate(low + up, low, low + up + further, 0.95, 1.0)
    found = costs.cost_of_effect(cost, effect)
    assert found.low <= found.value * (1 + 1e-12) and found.value <= found.high * (1 + 1e-12)
    assert found.low * effect.high == pytest.approx(cost) and found.high * effect.low == pytest.approx(cost)


def test_average_has_the_widest_interval_that_association_allows():
    """Standard errors 3 and 4: with correlation r that of the mean is sqrt(9 + 16 + 24 r) / 2, at most 3.5."""
    found = costs.average([Estimate(1.0, -5.0, 7.0, 0.9, 3.0), Estimate(3.0, -5.0, 11.0, 0.9, 4.0)])
    assert found == (2.0, -5.0, 9.0, 0.9, 3.5)
    assert all(np.sqrt(25 + 24 * r) / 2 <= found.se for r in np.linspace(-1, 1, 21))
    with pytest.raises(ValueError, match="no effect"):
        costs.average([])
    with pytest.raises(ValueError, match="different levels"):
        costs.average([GAIN, GAIN._replace(level=0.9)])


def test_one_way_moves_one_input_at_a_time():
    swings = costs.one_way(
        lambda cost, people, share: cost / (people * share),
        {"cost": 120, "people": 10, "share": 1},
        {"cost": (100, 140), "share": (0.5, 1)},
    )
    assert [(swing.name, swing.at_low, swing.at_high) for swing in swings] == [("share", 24, 12), ("cost", 10, 14)]
    assert [swing.width for swing in swings] == [12, 4]
    with pytest.raises(KeyError, match="people"):
        costs.one_way(lambda cost: cost, {"cost": 1}, {"people": (1, 2)})


def test_resampled_changes_are_centred_and_spread_as_welch_says():
    first, second, points = [20, 60, 120, 54], [9, 40, 110, 61], (1, 2, 3, 4)
    draws = costs.bootstrap_change(first, second, points, draws=40_000, seed=7)
    formula = means.change_percent(first, second, points, 0.95)
    assert draws.mean() == pytest.approx(formula.value, abs=4 * formula.se / 200)
    assert draws.std() == pytest.approx(formula.se, rel=0.02)
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([formula.low, formula.high], abs=0.25)
    assert np.array_equal(draws, costs.bootstrap_change(first, second, points, draws=40_000, seed=7)), (
        "the seed is fixed"
    )


def test_acceptability_is_one_half_at_the_cost_of_a_point():
    found = costs.cost_of_effect(100, GAIN)
    chances = costs.acceptability(100, GAIN, [found.value / 100, found.value, found.value * 1e6])
    assert chances == pytest.approx([0, 0.5, 0.99996833], abs=1e-6), "the last is the chance of any gain at all: Phi(4)"
    assert np.all(np.diff(costs.acceptability(100, OPEN, np.geomspace(1, 1e4, 50))) >= 0)


def test_acceptability_without_spread_is_certain():
    certain = Estimate(10.0, 10.0, 10.0, 0.95, 0.0)
    assert costs.acceptability(100, certain, [9, 11]).tolist() == [0, 1]


def test_acceptability_agrees_with_resampling():
    first, second, points = [20, 60, 120, 54], [9, 40, 110, 61], (1, 2, 3, 4)
    effect = means.change_percent(first, second, points, 0.95)
    draws = costs.bootstrap_change(first, second, points, draws=40_000, seed=3)
    for value in (8, 12, 20):
        assert costs.acceptability(100, effect, [value])[0] == pytest.approx((draws * value > 100).mean(), abs=0.01)
