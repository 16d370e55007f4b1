"""The GRIM family: no false alarm for any data under any rounding, and every impossible figure caught.

Published examples: Brown & Heathers (2017), table 1 and text; Heathers & Brown (2019). Everything else is checked
against brute force over all datasets.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import partial
from itertools import combinations_with_replacement, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepost.audit import debit, grim, grimmer
from prepost.audit.intervals import rounding_interval
from tests.audit.test_intervals import DECIMAL_RULES as RULES

MODES = st.sampled_from([*RULES, "either"])


def printed(value: Fraction, places: int, rule: str, root: bool = False) -> str:
    """A number, or its square root, as it is printed."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        exact = exact.sqrt() if root else exact
        return str(exact.quantize(Decimal(1).scaleb(-places), rounding=RULES.get(rule, ROUND_HALF_UP)))


def printed_root(variance: Fraction, places: int, rule: str) -> str:
    return printed(variance, places, rule, root=True)


def printed_value_of(witness) -> Fraction:
    return Fraction(sum(witness), len(witness))


def variance(data) -> Fraction:
    n = len(data)
    return Fraction(n * sum(x * x for x in data) - sum(data) ** 2, n * (n - 1))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60), st.integers(0, 3), MODES)
def test_grim_never_calls_real_data_impossible(data, places, rule):
    result = grim(printed(Fraction(sum(data), len(data)), places, rule), len(data), rounding=rule)
    assert result and 0 < result.pass_rate <= 1
    assert printed_value_of(result.witness) in rounding_interval(result.nearest[0], rule)


@given(st.integers(1, 12), st.integers(1, 5), st.data(), st.integers(0, 3), MODES)
def test_grim_allows_scores_that_are_means_of_items(people, items, data, places, rule):
    answers = data.draw(st.lists(st.integers(1, 7), min_size=people * items, max_size=people * items))
    result = grim(printed(Fraction(sum(answers), len(answers)), places, rule), people, items=items, rounding=rule)
    assert result and len(result.witness) == people * items


@given(st.integers(1, 200), st.data(), st.integers(0, 2), MODES)
def test_grim_allows_every_percentage_of_people(n, data, places, rule):
    yes = data.draw(st.integers(0, n))
    result = grim(printed(Fraction(100 * yes, n), places, rule), n, percent=True, rounding=rule)
    assert result and set(result.witness) <= {0, 1} and len(result.witness) == n


@settings(max_examples=200)
@given(st.lists(st.integers(-50, 150), min_size=2, max_size=40), st.integers(0, 3), MODES, st.booleans())
def test_grimmer_never_calls_real_data_impossible(data, places, rule, with_scale):
    scale = (min(data), max(data) + 1) if with_scale else None
    mean = printed(Fraction(sum(data), len(data)), places, rule)
    sd = printed_root(variance(data), places, rule)
    result = grimmer(mean, sd, len(data), scale=scale, rounding=rule)
    assert result, (mean, sd)
    assert printed_value_of(result.witness) in rounding_interval(mean, rule)
    assert scale is None or (min(result.witness) >= scale[0] and max(result.witness) <= scale[1])


@given(st.lists(st.integers(0, 1), min_size=2, max_size=120), st.integers(0, 4), MODES)
def test_debit_never_calls_zeros_and_ones_impossible(data, places, rule):
    mean = printed(Fraction(sum(data), len(data)), places, rule)
    assert debit(mean, printed_root(variance(data), places, rule), len(data), rounding=rule)


@pytest.mark.parametrize("rule", [*RULES, "either"])
@pytest.mark.parametrize("n", [1, 2, 3, 7, 19, 30, 65, 99, 100, 150])
def test_grim_and_its_pass_rate_against_all_means(n, rule):
    """Brute force: every whole sum between one and two times n, printed by the rule; ties both ways for "either"."""
    possible = set()
    for total in range(n, 2 * n):
        for step in range(99, 202):
            text = f"{step / 100:.2f}"
            if Fraction(total, n) in rounding_interval(text, rule):
                possible.add(step)
    within = [step for step in range(102, 198)]
    found = [step for step in within if grim(f"{step / 100:.2f}", n, rounding=rule)]
    assert found == [step for step in within if step in possible]
    units = {step % 100 for step in possible}
    assert grim("1.50", n, rounding=rule).pass_rate == pytest.approx(len(units) / 100)


@pytest.mark.parametrize("rule", [*RULES, "either"])
@pytest.mark.parametrize("n", [1, 3, 8, 30, 64, 200])
def test_percentages_and_their_pass_rate_against_all_people(n, rule):
    possible = [
        value
        for value in range(101)
        if any(Fraction(100 * k, n) in rounding_interval(str(value), rule) for k in range(n + 1))
    ]
    assert [value for value in range(101) if grim(str(value), n, percent=True, rounding=rule)] == possible
    assert grim("50", n, percent=True, rounding=rule).pass_rate == pytest.approx(len(possible) / 101)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("scale", [(1, 4), (0, 1), (-2, 3)])
def test_grimmer_against_all_datasets(n, scale):
    summaries = set()
    for data in combinations_with_replacement(range(scale[0], scale[1] + 1), n):
        mean, spread = Fraction(sum(data), n), variance(data)
        summaries.add((printed(mean, 1, "half_up"), printed_root(spread, 1, "half_up")))
    for mean in {mean for mean, _ in summaries}:
        for step in range(0, 45):
            sd = f"{step / 10:.1f}"
            assert bool(grimmer(mean, sd, n, scale=scale, rounding="half_up")) == ((mean, sd) in summaries), (mean, sd)


def test_published_examples():
    """Brown & Heathers 2017: 5.19 of 28 cannot be, 3.45 of 20 can; scores of several items widen the grid."""
    assert not grim("5.19", 28) and grim("5.18", 28) and grim("3.45", 20)
    assert not grim("3.08", 10) and grim("3.08", 10, items=5)


def test_known_false_alarm_of_shortcuts_is_none_here():
    """Ten-odd published shortcuts call mean 8.9, SD 2.81, n 25 impossible; data with it exist."""
    result = grimmer("8.9", "2.81", 25)
    assert result
    assert abs(float(variance(result.witness)) ** 0.5 - 2.81) <= 0.005 and abs(sum(result.witness) / 25 - 8.9) <= 0.05


def test_nearest_values_are_possible_and_enclose():
    result = grim("16", 30, percent=True)
    assert not result and result.nearest == ("13", "17")
    assert all(grim(value, 30, percent=True) for value in result.nearest)
    spread = grimmer("3.12", "1.03", 57)
    assert not spread and spread.nearest == ("1.02", "1.04") and all(grimmer("3.12", sd, 57) for sd in spread.nearest)
    assert grim("77%", 30, percent=True) and not grim("76 %", 30, percent=True)
    assert grim("140", 30, percent=True).nearest == ("100",)


@pytest.mark.parametrize("value", ["-0.33", "\u22120.33", "-12.67"])
def test_negative_values_without_a_scale(value):
    assert grim(value, 3) and not grim("-0.35", 3)


def test_a_single_answer():
    assert grim("3", 1) and grim("3.00", 1) and not grim("2.5", 1, rounding="floor")
    with pytest.raises(ValueError, match="at least two answers"):
        grimmer("3.00", "0.00", 1)


UNUSABLE = [(grim, ("2.84", n), "whole number") for n in (6.5, None, "64", float("nan"), float("inf"))]
UNUSABLE += [(grim, ("2.84", 0), "at least 1"), (grim, (2.84, 64), "as text")]
UNUSABLE += [(grim, ("2,84", 64), "not a decimal number"), (grim, ("1,234.5", 64), "without thousands separators")]
UNUSABLE += [(partial(grim, items=0), ("2.84", 64), "items")]
UNUSABLE += [(partial(grim, rounding="up"), ("2.84", 64), "rounding rule")]
UNUSABLE += [(partial(grimmer, scale=s), ("2.84", "0.5", 64), "lowest to its highest") for s in ((4, 4), 4, "14")]


@pytest.mark.parametrize("function, arguments, message", UNUSABLE)
def test_unusable_arguments_get_a_sentence(function, arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        function(*arguments)


def test_a_moved_mean_is_caught_with_its_reason():
    result = grim("2.85", 64)
    assert not result.possible and result.witness is None and "No whole number over 64 prints as 2.85" in result.reason
    assert result.nearest == ("2.84", "2.86")


def test_a_mean_outside_the_scale_is_answered_by_its_nearest_end():
    assert grim("4.75", 65, scale=(1, 4)).nearest == ("4.00",) and grim("0.50", 65, scale=(1, 4)).nearest == ("1.00",)
    assert grim("2.84", 64, scale=(1, 4)) and not grim("4.02", 64, scale=(1, 4))


@pytest.mark.parametrize("n", [2, 3, 5])
def test_an_sd_that_was_rounded_up_to_something_is_not_zero(n):
    """Equal answers have the SD 0, which rounded up is 0 and nothing else."""
    assert not debit("0", "0.01", n, rounding="ceiling") and debit("0", "0.00", n, rounding="ceiling")
    assert not grimmer("0.0", "0.1", n, scale=(0, 1), rounding="ceiling")


@pytest.mark.parametrize("rule", [*RULES, "either"])
@pytest.mark.parametrize("n", [2, 3, 5])
def test_nearest_sds_against_all_printed_ones(n, rule):
    for mean in ("2.5", "2.0", "1.7"):
        texts = [f"{step / 100:.2f}" for step in range(260)]
        possible = [text for text in texts if grimmer(mean, text, n, scale=(1, 4), rounding=rule)]
        for text in texts[::7]:
            result = grimmer(mean, text, n, scale=(1, 4), rounding=rule)
            below, above = [t for t in possible if t < text], [t for t in possible if t > text]
            expected = (text,) if result else (*below[-1:], *above[:1])
            assert result.nearest == (expected if possible else ()), (mean, text)


@pytest.mark.parametrize("rule", ["half_up", "ceiling", "either"])
@pytest.mark.parametrize("scale, n, places", [((0, 1), 7, 2), ((0, 1), 100, 1), ((1, 4), 5, 3), ((1, 4), 6, 1)])
def test_the_pass_rate_is_one_share_of_all_sds(scale, n, places, rule):
    """Counted over the printed SDs up to the largest on the scale, and the same whichever SD is asked about."""
    most = (scale[1] - scale[0]) * ((n // 2) * (n - n // 2) / (n * (n - 1))) ** 0.5
    grid = [f"{step / 10**places:.{places}f}" for step in range(int(most * 10**places) + 2)]
    mean = "0.4" if scale == (0, 1) else "2.5"
    answers = [grimmer(mean, sd, n, scale=scale, rounding=rule) for sd in grid]
    share = sum(map(bool, answers)) / len(grid)
    assert [answers[place].pass_rate for place in (0, len(grid) // 2, -1)] == [pytest.approx(share)] * 3
    assert grimmer(mean, f"{99:.{places}f}", n, scale=scale, rounding=rule).pass_rate == pytest.approx(share)


def test_a_scale_may_be_given_by_all_its_points_and_space_around_a_figure_changes_nothing():
    assert grim("2.84", 64, scale=[1, 2, 3, 4]).reason == grim("2.84", 64, scale=(1, 4)).reason
    assert grimmer("2.84", "0.81", 64, scale=range(1, 5)) == grimmer("2.84", "0.81", 64, scale=(1, 4))
    assert grim(" 5.19 ", 28) == grim("5.19", 28) and grimmer(" 8.9", "2.81 ", 25) == grimmer("8.9", "2.81", 25)


@pytest.mark.parametrize("n", [10**9, 10**15])
def test_a_number_of_people_beyond_memory_is_judged_without_writing_them_out(n):
    assert grim("2.84", n) and grim("84", n, percent=True)


@settings(max_examples=40)
@given(st.integers(2, 7), st.integers(2, 6), st.integers(1, 4), MODES, st.data())
def test_the_pass_rate_against_all_datasets(n, highest, places, rule, data):
    """Brute force: the printed SDs that the rounding rule allows for the SD of some n answers with the printed mean."""
    mean = f"{data.draw(st.integers(0, 10 * highest)) / 10:.1f}"
    most = highest**2 * Fraction((n // 2) * (n - n // 2), n * (n - 1))
    last = next(step for step in count() if Fraction(step, 10**places) ** 2 >= most)
    variances = {
        variance(numbers)
        for numbers in combinations_with_replacement(range(highest + 1), n)
        if Fraction(sum(numbers), n) in rounding_interval(mean, rule)
    }
    possible = 0
    for step in range(last + 1):
        around = rounding_interval(f"{step / 10**places:.{places}f}", rule)
        possible += any(
            (around.low < 0 or square > around.low**2 or (square == around.low**2 and around.low_closed))
            and (square < around.high**2 or (square == around.high**2 and around.high_closed and around.high >= 0))
            for square in variances
        )
    result = grimmer(mean, f"{1:.{places}f}", n, scale=(0, highest), rounding=rule)
    assert result.pass_rate == pytest.approx(possible / (last + 1) if variances else 0.0)


def test_a_long_scale_with_four_decimals():
    """The share of 0.0000, 0.0001, ... 50.5077 that some 50 answers from 0 to 100 with a mean of 50 have as an SD."""
    result = grimmer("50.0000", "28.1234", 50, scale=(0, 100))
    assert not result and result.nearest == ("28.1229", "28.1236")
    assert result.pass_rate == pytest.approx(0.12231, abs=5e-6)


def test_the_nearest_possible_sd_is_found_however_far_away_and_whatever_the_sums():
    """By hand: half at either end of 0 to 100 have an SD of 50.01, one answer of 51 among 50s one of 0.02."""
    assert grimmer("3.5000", "0.5000", 2).nearest == ("0.7071",)
    assert grimmer("3.00", "9.10", 10, scale=(1, 5)).nearest == ("2.11",)
    assert debit("0.35", "7.0000", 100).nearest == ("0.4794",)
    assert grimmer("50.0", "99.0", 2000, scale=(0, 100)).nearest == ("50.0",)
    assert grimmer("50.00", "0.01", 2000, scale=(0, 100)).nearest == ("0.00", "0.02")
    assert grimmer("2.84", "0.01", 20_000, scale=(1, 4)).nearest == ("0.36",)
