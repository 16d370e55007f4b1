"""The palettes, light and dark, held to WCAG 2.2 by its own formula, and the drawing settings."""

import re
from pathlib import Path

import matplotlib
import pytest
from matplotlib.colors import to_hex
from matplotlib.font_manager import FontProperties, findfont

from prepost.report import style
from prepost.report.canvas import drawn
from prepost.report.ledger import MARKS
from prepost.report.show import svg


def test_contrast_of_known_pairs():
    """Values of the style.contrast ratio as published for #777777 and #767676 on white (4.48, 4.54)."""
    assert round(style.contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(style.contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("points", range(2, 12))
def test_every_colour_of_a_scale_stands_out_from_the_gap_between_bars(points):
    colours = style.diverging(points)
    assert len(set(colours)) == points
    assert all(style.contrast(colour, style.GROUND) >= 3 for colour in colours)
    assert all(style.contrast(colour, style.ink_on(colour)) >= 4.5 for colour in colours)


@pytest.mark.parametrize(
    "colour", [*style.CATEGORIES, style.INK, style.QUIET, style.UNKNOWN, *(colour for _, colour in MARKS.values())]
)
def test_other_colours_stand_out_from_the_ground(colour):
    assert style.contrast(colour, style.GROUND) >= 3


def _seen_by_deuteranopes(colour):
    """Linear light after Machado, Oliveira and Fernandes (2009), severity 1.0."""
    matrix = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return [sum(weight * value for weight, value in zip(row, linear)) for row in matrix]


def test_drawing_does_not_change_the_callers_settings():
    before = dict(matplotlib.rcParams)
    fig = drawn(lambda ax: None, 1, 1)
    assert dict(matplotlib.rcParams) == before
    assert to_hex(fig.get_facecolor()) == style.GROUND
    cuts = [findfont(FontProperties(family=style.FAMILY, weight=weight)) for weight in ("normal", "bold")]
    assert [Path(cut).stem for cut in cuts] == ["SourceSansPro-Regular", "SourceSansPro-Semibold"], "its own letters"


DARK_GROUND = style.in_the_dark(style.GROUND)
EVERY_COLOUR = sorted(
    {*style.CATEGORIES, style.UNKNOWN, *(colour for points in range(2, 12) for colour in style.diverging(points))}
)


@pytest.mark.parametrize("colour", EVERY_COLOUR)
def test_on_a_dark_page_every_colour_stands_out_and_bears_black_words(colour):
    assert style.in_the_dark(colour) != colour
    assert style.contrast(style.in_the_dark(colour), DARK_GROUND) >= 3
    assert style.contrast(style.in_the_dark(colour), "#000000") >= 4.5


@pytest.mark.parametrize("points", range(2, 12))
def test_on_a_dark_page_the_points_of_a_scale_keep_their_order_of_strength(points):
    """From the middle outwards, each side stands out from the ground more and more, in light and in dark alike."""
    colours = style.diverging(points)
    side = points // 2
    for half in (colours[:side][::-1], colours[points - side :]):
        for ground, shown in ((style.GROUND, half), (DARK_GROUND, [style.in_the_dark(colour) for colour in half])):
            strengths = [style.contrast(colour, ground) for colour in shown]
            assert strengths == sorted(strengths)


@pytest.mark.parametrize("shown, ground, apart", [(str, style.GROUND, 0.3), (style.in_the_dark, DARK_GROUND, 0.15)])
def test_neighbours_words_and_the_two_sides_of_a_scale_are_told_apart_in_light_and_in_dark(shown, ground, apart):
    """Neighbours of a short scale by three to one, words from the ground, the sides of a scale by colour-blind eyes."""
    colours = [shown(colour) for colour in style.diverging(4)]
    assert style.contrast(colours[0], colours[1]) >= 3 and style.contrast(colours[2], colours[3]) >= 3
    assert all(
        style.contrast(shown(colour), ground) >= 4.5
        for colour in (*style.CATEGORIES, style.INK, style.QUIET, style.UNKNOWN)
    )
    low, high = map(_seen_by_deuteranopes, colours[1:3])
    assert max(abs(a - b) for a, b in zip(low, high)) > apart


def test_words_on_bars_are_told_from_the_ground_they_share_a_colour_with():
    rules = style.dark_rules('<path style="fill: #ffffff"/><g style="fill: #ffffff" transform="x"/>')
    assert re.findall(r"(\S*)\[style.*?{ (.*?) !", rules) == [("", f"fill: {DARK_GROUND}"), ("g", "fill: #000000")]


def test_words_on_the_ground_are_never_left_in_the_default_black():
    """It would not change on a dark page."""

    def draw(axes):
        axes.plot([1, 2], [1, 2])
        axes.set(xlabel="across", ylabel="up")

    words = re.findall(r'<g id="text_\d+">\s*<g ([^>]*)', svg(drawn(draw, 4, 2), "x"))
    assert len(words) > 4
    assert all("fill: #" in attributes for attributes in words)
