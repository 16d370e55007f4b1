"""How recovered answers are shown, on a small account written by hand."""

import pytest

from prepost.report.canvas import drawn
from prepost.report.recovery import chosen_among_survivors, sizes_figure
from prepost.report.style import NARROW, WIDTH

LONG = "I am confident in calling or talking to someone from another service when I have a question about a patient or client"


def words_of(draw, width):
    """All words in the picture, those of rows without their breaks."""
    fig = drawn(draw, width, 3)
    return " ".join(" ".join(text.get_text().split()) for text in fig.findobj(lambda each: hasattr(each, "get_text")))


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_a_long_statement_is_never_cut_short(width):
    draw, alt, _ = chosen_among_survivors({LONG: (-0.1, 0.1)}, {LONG: 0.05}, axis="Effect")
    words = words_of(draw, width)
    assert LONG in words and "…" not in words
    assert LONG in alt


def test_a_bar_runs_over_what_fits_and_the_dot_stands_at_what_was_chosen():
    draw, *_ = chosen_among_survivors({"A": (-0.1, 0.1), "B": (0.2, 0.3)}, {"B": 0.25, "A": 0.05}, axis="Effect")
    ax = drawn(draw, NARROW, 3).axes[0]
    assert [list(bar[:, 0]) for bar in ax.collections[0].get_segments()] == [[-0.1, 0.1], [0.2, 0.3]]
    assert list(ax.lines[-1].get_xdata()) == [0.05, 0.25]


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_the_strip_of_sizes_tells_which_fit(width):
    """By hand: 4 and 5 fit with one peak, 7 fits in another shape, 3 needs too many blanks."""
    fits = {3: (False, False), 4: (True, True), 5: (True, True), 7: (True, False)}
    sizes = [{"forms": n, "admissible": fit, "single_peaked": peak} for n, (fit, peak) in fits.items()]
    draw, alt, summary = sizes_figure(sizes, 4, 9)
    assert alt == (
        "Fit, with a single peak throughout: 4 to 5. Fit, some only in odd shapes: 7. Need too many blanks: 3."
    )
    assert summary.startswith("Of the 8 numbers of forms tried, 3 fit everything that binds, 2 of them")
    assert "4 used here" in words_of(draw, width)
    strips = drawn(draw, width, 3).axes[0].containers
    assert [[bar.get_x() + bar.get_width() / 2 for bar in strip] for strip in strips] == [[4, 5], [7], [3]]
