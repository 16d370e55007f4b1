"""Pictures of people: what is known, what is not, and who was lost on the way."""

from datetime import date

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from prepost.report.figures import (
    Event,
    Share,
    Step,
    bars_figure,
    cloud_figure,
    flow_figure,
    range_title,
    shares_figure,
    timeline_figure,
)
from prepost.report.ledger import MARKS, verdict_figure, verdict_html
from prepost.report.style import UNKNOWN


def texts_of(fig):
    return [text.get_text() for text in fig.axes[0].texts]


class TestBars:
    def test_lengths_and_numbers(self):
        fig, alt, summary = bars_figure([("A", 60), ("B", 20)], unit="place")
        widths = [patch.get_width() for patch in fig.axes[0].patches]
        assert np.isclose(widths[0] / widths[1], 3)
        assert {"60 (75%)", "20 (25%)"} <= set(texts_of(fig))
        assert summary == "80 places in all." and alt == "Bars of places. A: 60; B: 20."

    def test_what_is_not_published_is_named_and_hatched(self):
        fig, _, summary = bars_figure([("A", 60)], unit="place", unknown=("Not published", 40))
        assert fig.axes[0].patches[1].get_hatch() and "Not published" in texts_of(fig)
        assert summary == "100 places in all; 40% of them: not published."

    def test_nothing_to_count(self):
        _, _, summary = bars_figure([("A", 0)], unit="place")
        assert summary == "0 places in all."


class TestShares:
    def test_intervals_are_wilsons(self):
        _, alt, summary = shares_figure([Share("Yes", 23, 30)], people="interviewees")
        low, high = proportion_confint(23, 30, method="wilson")
        assert f"Yes: 77% (23 of 30), interval {low:.0%} to {high:.0%}" in alt
        assert summary.startswith("Highest: Yes (77%, 23 of 30 interviewees).")

    def test_nobody_asked(self):
        fig, alt, summary = shares_figure([Share("Yes", 0, 0)])
        assert "nobody was asked" in texts_of(fig) and summary == "There is nothing to show."
        assert range_title([Share("Yes", 0, 0)], "Shares run") == "Nobody was asked"

    def test_a_single_share(self):
        assert range_title([Share("Yes", 1, 4)], "Response stood") == "Response stood at 25% (yes)"


class TestFlow:
    steps = [
        Step("People", 202),
        Step("Forms", 65, "People", 202, "silent"),
        Step("Invitations", 84, "People"),
        Step("Interviews", 30, "Invitations", 84, "declined"),
    ]

    def test_numbers_rates_and_losses(self):
        fig, alt, summary = flow_figure(self.steps)
        assert {"202", "65 of 202 (32%)", "137 silent", "30 of 84 (36%)", "54 declined"} <= set(texts_of(fig))
        assert summary == "Response at each stage: forms 32% and interviews 36%."
        assert "Forms: 65 of 202 (32%), 137 silent, out of people" in alt

    def test_boxes_do_not_overlap(self):
        fig, *_ = flow_figure(self.steps)
        boxes = [patch.get_bbox() for patch in fig.axes[0].patches]
        assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[:place])

    def test_unknown_parent_is_named(self):
        with pytest.raises(ValueError, match='comes out of "Nowhere"'):
            flow_figure([Step("Forms", 1, "Nowhere")])

    def test_a_single_stage(self):
        assert flow_figure([Step("People", 3)])[2] == "1 stage."


def test_timeline():
    events = [
        Event("Workshops", "One", date(2016, 12, 1), date(2016, 12, 31), 4),
        Event("Workshops", "Two", date(2017, 1, 1), date(2017, 1, 31), 4),
        Event("Form", "Later", date(2017, 2, 1), date(2017, 2, 28)),
    ]
    fig, alt, summary = timeline_figure(events)
    assert summary == "From December 2016 to February 2017; workshops took place eight times."
    assert "Workshops: One, December 2016 (four times)" in alt
    assert [text for text in texts_of(fig) if text.endswith("2017")] == ["January 2017", "February 2017"]


class TestCloud:
    words = [("Known", 60), ("Less", 20), ("Unknown", None), ("Also unknown", None)]

    def sizes(self):
        fig, *_ = cloud_figure(self.words, unit="place")
        return {text.get_text(): (text.get_fontsize(), text.get_color()) for text in fig.axes[0].texts}

    def test_known_words_are_as_high_as_their_numbers(self):
        sizes = self.sizes()
        assert np.isclose(sizes["Known"][0] / sizes["Less"][0], 3)

    def test_unknown_words_are_equal_and_grey(self):
        sizes = self.sizes()
        assert sizes["Unknown"] == sizes["Also unknown"] and sizes["Unknown"][1] == UNKNOWN

    def test_words(self):
        _, alt, summary = cloud_figure(self.words, unit="place")
        assert "Known (60) and Less (20)" in alt and "Unknown and Also unknown" in alt
        assert summary == "Two of 4 names with a published number of places."

    def test_nothing_known(self):
        assert cloud_figure([("A", None)], unit="place")[2] == "Zero of 1 name with a published number of places."

    def test_nothing_unknown(self):
        assert cloud_figure([("A", 3)], unit="place")[2] == "One of 1 name with a published number of places."


class TestVerdicts:
    counts = {"Abstract": {"reproduced": 5, "differs": 1}, "Results": {"attained": 8, "impossible": 2}}

    def test_words(self):
        fig, alt, summary = verdict_figure(self.counts)
        assert (
            summary
            == "3 of 16 registered numbers and sentences (19%) differ from their recalculation or cannot be attained."
        )
        assert "Abstract: 5 reproduced and 1 differs; Results: 8 attained and 2 impossible" in alt
        assert {f"{symbol} {verdict}" for verdict, (symbol, _) in MARKS.items()} <= set(texts_of(fig))

    def test_none(self):
        assert verdict_figure({"Abstract": {}})[2].startswith("0 of 0 registered numbers and sentences differ")

    def test_symbol_and_word(self):
        assert verdict_html("differs").striptags() == "≠ differs"
