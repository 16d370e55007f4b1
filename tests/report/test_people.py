"""Pictures of people: what is known, and what is not."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from prepost.report.canvas import drawn
from prepost.report.figures import Share, bars_figure, range_title, shares_figure
from prepost.report.style import NARROW, WIDTH


def texts_of(fig):
    return [" ".join(text.get_text().split()) for text in fig.axes[0].texts]


@pytest.mark.parametrize("width", [WIDTH, NARROW])
class TestBars:
    def test_lengths_and_numbers(self, width):
        draw, alt, summary = bars_figure([("A", 60), ("B", 20)], unit="place")
        fig = drawn(draw, width, 1)
        widths = [patch.get_width() for patch in fig.axes[0].patches]
        assert np.isclose(widths[0] / widths[1], 3) and fig.axes[0].yaxis_inverted(), "the first at the top"
        assert {"60 (75%)", "20 (25%)"} <= set(texts_of(fig))
        assert summary == "80 places in all." and alt == "Bars of places. A: 60; B: 20."

    def test_what_is_not_published_is_named_and_hatched(self, width):
        draw, _, summary = bars_figure([("A", 60)], unit="place", unknown=("Not published", 40))
        ax = drawn(draw, width, 1).axes[0]
        assert [bool(bar.get_hatch()) for bar in ax.patches] == [False, True]
        assert [name.get_text() for name in ax.get_yticklabels()] == ["A", "Not published"]
        assert summary == "100 places in all; 40% of them: not published."

    def test_nothing_to_count(self, width):
        draw, _, summary = bars_figure([("A", 0)], unit="place")
        assert texts_of(drawn(draw, width, 1)) == ["0"]
        assert summary == "0 places in all."


class TestShares:
    def test_intervals_are_wilsons(self):
        draw, alt, summary = shares_figure([Share("Yes", 23, 30)], people="interviewees")
        low, high = proportion_confint(23, 30, method="wilson")
        assert f"Yes: 77% (23 of 30), interval {low:.0%} to {high:.0%}" in alt
        assert summary.startswith("Highest: Yes (77%, 23 of 30 interviewees).")
        line, dot = (fig := drawn(draw, NARROW, 1)).axes[0].lines
        assert np.allclose(line.get_xdata(), (low, high)) and np.allclose(dot.get_xdata(), 23 / 30)
        assert texts_of(fig) == ["77% (23 of 30)"]

    def test_the_highest_share_is_not_that_of_the_most_people(self):
        shares = [Share("Many", 20, 100), Share("Few", 3, 4)]
        assert shares_figure(shares)[2].startswith("Highest: Few (75%, 3 of 4 people).")
        assert range_title(shares, "Shares run") == "Shares run from 20% (many) to 75% (few)"

    def test_a_picture_with_longer_names_is_higher(self):
        short, long = ([Share(name, 1, 2)] * 3 for name in ("Yes", "a name that is wrapped " * 5))
        heights = [drawn(shares_figure(shares)[0], NARROW, 1).get_figheight() for shares in (short, long)]
        assert heights[1] - heights[0] > 3 * 0.6

    def test_nobody_asked_and_a_single_share(self):
        draw, alt, summary = shares_figure([Share("Yes", 0, 0)])
        assert texts_of(drawn(draw, WIDTH, 1)) == ["nobody was asked"] and summary == "There is nothing to show."
        assert range_title([Share("Yes", 0, 0)], "Shares run") == "Nobody was asked"
        assert range_title([Share("Yes", 1, 4)], "Response stood") == "Response stood at 25% (yes)"
