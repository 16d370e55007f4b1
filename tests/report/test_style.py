"""The palettes, held to WCAG 2.2 by its own formula, and the drawing settings."""

import matplotlib
import pytest
from matplotlib.colors import to_hex

from prepost.report.style import (
    CATEGORIES,
    GROUND,
    INK,
    QUIET,
    UNKNOWN,
    contrast,
    diverging,
    ink_on,
    new_figure,
    styled,
)
from prepost.report.verdicts import VERDICTS


def test_contrast_of_known_pairs():
    """Values of the contrast ratio as published for #777777 and #767676 on white (4.48, 4.54)."""
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("points", range(2, 12))
def test_every_colour_of_a_scale_stands_out_from_the_gap_between_bars(points):
    colours = diverging(points)
    assert len(set(colours)) == points
    assert all(contrast(colour, GROUND) >= 3 for colour in colours)
    assert all(contrast(colour, ink_on(colour)) >= 4.5 for colour in colours)


def test_neighbours_on_one_side_of_a_short_scale_differ_in_lightness_by_three_to_one():
    colours = diverging(4)
    assert contrast(colours[0], colours[1]) >= 3 and contrast(colours[2], colours[3]) >= 3


@pytest.mark.parametrize("colour", [*CATEGORIES, INK, QUIET, UNKNOWN, *(colour for _, colour in VERDICTS.values())])
def test_other_colours_stand_out_from_the_ground(colour):
    assert contrast(colour, GROUND) >= 3


def test_colours_of_words_can_be_read():
    assert all(contrast(colour, GROUND) >= 4.5 for colour in (*CATEGORIES, INK, QUIET, UNKNOWN))


def _seen_by_deuteranopes(colour):
    """Linear light after Machado, Oliveira and Fernandes (2009), severity 1.0."""
    matrix = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return [sum(weight * value for weight, value in zip(row, linear)) for row in matrix]


def test_the_two_sides_of_a_scale_differ_to_colour_blind_eyes():
    low, high = (_seen_by_deuteranopes(colour) for colour in diverging(4)[1:3])
    assert max(abs(a - b) for a, b in zip(low, high)) > 0.3


def test_drawing_does_not_change_the_callers_settings():
    before = dict(matplotlib.rcParams)
    fig, _ = styled(lambda: new_figure(1))()
    assert dict(matplotlib.rcParams) == before
    assert to_hex(fig.get_facecolor()) == GROUND
