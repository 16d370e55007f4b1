"""Pictures and tables of answers: the whole scale always, small groups never, words that follow from the counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from prepost.report.answers import (
    NO_SPREAD,
    SHAPES,
    Answers,
    answers_table,
    comparison_figure,
    likert_figure,
    means_figure,
)
from prepost.report.canvas import drawn, text_width, wrapped
from prepost.report.sentences import shares_title
from prepost.report.style import NARROW, WIDTH, diverging, styled
from tests.report.frames import frame

LABELS = {1: "Strongly disagree", 2: "", 3: "", 4: "Strongly agree"}


def answers(groups, points=4, min_cell=1, labels=LABELS):
    return Answers(
        tuple(range(1, points + 1)), labels, {"It helped": {k: np.array(v) for k, v in groups.items()}}, min_cell
    )


def colours_of(fig):
    from matplotlib.colors import to_hex

    keys = fig.legends[0].legend_handles
    return [[to_hex(patch.get_facecolor()) for patch in patches] for patches in (keys, fig.axes[0].patches)]


def pictured(figure, width=WIDTH):
    draw, alt, summary = figure
    return drawn(draw, width, 1), alt, summary


def texts_of(fig):
    ax = fig.axes[0]
    texts = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), *(t for key in fig.legends for t in key.texts)]
    return [text.get_text().replace("\u00a0", " ") for text in texts]


@pytest.mark.parametrize("points", range(4, 12))
def test_the_key_shows_the_whole_scale_whatever_was_chosen(points):
    """Everybody answers alike: the key still has every point, in its own colour."""
    counts = [0] * points
    counts[1] = 9
    labels = {1: "Never", points: "Always"}
    fig, alt, summary = pictured(likert_figure(answers({"Before": counts}, points, labels=labels)))
    assert colours_of(fig) == [diverging(points), [diverging(points)[1]]]
    assert "1 Never" in texts_of(fig) and f"{points} Always" in texts_of(fig)


def test_bars_are_as_long_as_their_shares_and_part_at_the_middle_of_an_even_scale():
    fig, *_ = pictured(likert_figure(answers({"Before": [1, 2, 3, 4], "After": [4, 3, 2, 1]})))
    bars = fig.axes[0].patches
    widths = [bar.get_width() for bar in bars]
    assert np.allclose(np.array(widths[:4]) / sum(widths[:4]), [0.1, 0.2, 0.3, 0.4])
    assert np.isclose(sum(widths[:4]), sum(widths[4:])) and np.isclose(bars[2].get_x(), bars[6].get_x())
    assert bars[0].get_y() < bars[4].get_y() and fig.axes[0].yaxis_inverted(), "the first group stands at the top"


def test_the_middle_of_an_odd_scale_stands_astride():
    fig, *_ = pictured(likert_figure(answers({"Before": [1, 1, 4, 1, 1], "After": [0, 0, 2, 0, 0]}, 5, labels={})))
    first, second = fig.axes[0].patches[2], fig.axes[0].patches[5]
    assert np.isclose(first.get_x() + first.get_width() / 2, second.get_x() + second.get_width() / 2)


def test_words_of_the_picture_and_n_beside_each_group():
    fig, alt, summary = pictured(likert_figure(answers({"Before": [1, 2, 3, 4], "After": [0, 2, 0, 8]})))
    assert summary == "Share answering 3 or 4: 70% (before), 80% (after)."
    assert "It helped: before 70%, after 80%" in alt and {"Before, n = 10", "After, n = 10"} <= {*texts_of(fig)}


def test_long_alternative_texts_become_ranges():
    many = Answers((1, 2), {}, {f"Statement {n}": {"Before": np.array([n, 1])} for n in range(30)})
    _, alt, _ = likert_figure(many)
    assert len(alt) < 400 and "30 statements" in alt and "Statement 7" not in alt


class TestSmallGroups:
    def test_group_is_shown_nowhere(self):
        small = answers({"Before": [5, 5, 5, 5], "After": [1, 1, 0, 1]}, min_cell=5)
        for draw in (likert_figure, means_figure):
            fig, alt, summary = pictured(draw(small))
            assert "too few answers to show" in texts_of(fig)
            assert {"Before, n = 20", "After"} <= {*texts_of(fig)} and "after" not in summary
            assert "after " not in alt.partition("It helped")[2]
        assert answers_table(small).iloc[1].tolist()[2:] == ["too few answers to show", "–", "–", "–", "–"]

    def test_points_are_shown_together(self):
        pooled = answers({"Before": [2, 20, 3, 30]}, min_cell=5)
        table = answers_table(pooled).iloc[0].tolist()
        assert table[2:] == [55, 22, "counted at 1", 33, "counted at 3"]
        table = answers_table(answers({"Before": [0, 3, 2, 2]}, min_cell=5)).iloc[0].tolist()
        assert table[2:] == [7, 0, 7, "counted at 2", "counted at 2"], "neither side holds enough of its own"

    def test_a_pool_stands_on_its_side_and_bears_its_points(self):
        fig, _, summary = pictured(likert_figure(answers({"Before": [2, 4, 0, 9, 7]}, 5, min_cell=5, labels={})))
        bars = [patch for patch in fig.axes[0].patches if not patch.get_hatch()]
        assert len(bars) == len(fig.axes[0].patches) == 2 and {"1–2: 27%", "4–5: 73%"} <= {*texts_of(fig)}
        assert np.isclose(bars[0].get_x() + bars[0].get_width(), bars[1].get_x())
        assert summary.startswith("Share answering 4 or 5: 73% (before). Neighbouring points are shown together")

    def test_a_bar_whose_place_would_mislead_is_not_drawn(self):
        """Six below and six above the middle, and three below with nine above: the second cannot be told."""
        fig, alt, summary = pictured(
            likert_figure(answers({"Before": [0, 6, 6, 0], "After": [3, 0, 9, 0]}, min_cell=5))
        )
        assert len(fig.axes[0].patches) == 2
        assert NO_SPREAD in texts_of(fig) and "After, n = 12" in texts_of(fig)
        assert summary.startswith("Share answering 3 or 4: 50% (before). In place of a bar:")
        fig = pictured(likert_figure(answers({"After": [0, 9, 3, 0, 24]}, 5, min_cell=5, labels={})))[0]
        assert "2–3: 33%, 4–5: 67%" in texts_of(fig)

    def test_a_pool_tells_its_share_on_one_side_of_the_middle_and_none_across_it(self):
        one_side, across, other = [3, 7, 10, 6, 4], [2, 2, 2, 2, 2], [0, 0, 6, 0, 6]
        pooled = answers({"Before": across, "After": other}, 5, min_cell=5, labels={})
        told = [pooled.told_halves(np.array(counts)) for counts in (one_side, across, other)]
        assert told == [(10 / 30, 10 / 30), (None, None), (0, 0.5)]
        assert shares_title(pooled) == "How often 4 or 5 was chosen"
        _, alt, summary = likert_figure(pooled)
        assert "before" not in summary and "50% (after)" in summary and "In place of a bar" in summary
        assert "before too few to show" in alt

    def test_matched_people_count_under_the_wave_for_which_they_stand(self):
        counts, names = (np.array([6, 6, 6, 6, 6]), np.array([5, 5, 5, 5, 10])), ("After", "After, matched people")
        groups = {name: dict(zip(("Before", name), counts)) for name in names}
        found = Answers((1, 2, 3, 4, 5), {}, groups, 5)
        assert found.group_names == ["Before", "After"]
        assert shares_title(found) == "Answers of 4 or 5, compared with before: after, more frequent on both statements"
        means = "Lowest and highest mean over the statements: 3.00 (before), 3.33 (after)."
        assert means_figure(found)[2].startswith(means)

    def test_the_range_of_a_group_says_over_how_many_statements(self):
        """100 % and 85 % after: the second is not told, for three people chose 3, so the first is no lowest share."""
        two = {"A": [0, 0, 0, 0, 20], "B": [0, 0, 3, 17, 0]}
        groups = {name: {"After": np.array(counts)} for name, counts in two.items()}
        summary = likert_figure(Answers((1, 2, 3, 4, 5), {}, groups, 5))[2]
        assert "4 or 5: 100% (after, on 1 of 2 statements)." in summary

    @given(arrays(np.int64, st.integers(4, 11), elements=st.integers(0, 40)), st.integers(1, 12))
    def test_no_number_below_the_threshold_is_listed(self, counts, min_cell):
        group = Answers(tuple(range(len(counts))), {}, {"s": {"g": counts}}, min_cell)
        listed = [cell for cell in answers_table(group).iloc[0].tolist()[2:] if isinstance(cell, int)]
        assert all(cell == 0 or cell >= min_cell for cell in listed)

    @given(arrays(np.int64, st.integers(2, 11), elements=st.integers(0, 40)), st.integers(1, 6))
    def test_shares_add_up(self, counts, min_cell):
        group = Answers(tuple(range(len(counts))), {}, {"s": {"g": counts}}, min_cell)
        if group.is_shown(counts):
            assert np.isclose(sum(group.halves(counts)), 1)


def test_nobody_answered():
    fig, alt, summary = pictured(means_figure(answers({"Before": [0, 0, 0, 0]})))
    assert "no answers" in texts_of(fig) and summary == "There are no answers to show."


def test_means_stand_on_the_whole_scale_told_apart_by_shape_and_one_answer_has_no_interval():
    fig, alt, summary = pictured(means_figure(answers({"Before": [0, 1, 0, 0], "After": [4, 3, 2, 1]})))
    assert {"2.00", "1\nStrongly\ndisagree", "2", "3", "4\nStrongly\nagree"} <= set(texts_of(fig))
    assert fig.axes[0].get_xlim() == (1, 4)
    assert "nan" not in alt + summary and "not defined" in alt
    shapes = {line.get_marker() for line in fig.axes[0].lines if line.get_marker() not in ("None", None, "")}
    assert shapes == set(SHAPES[:2])
    drawn = pictured(means_figure(answers({"Before": [1, 1, 0, 1]})))[0].axes[0].lines[-1].get_xdata()
    assert list(drawn) == [2.33], "no more exactly than 7/3 is printed"


@pytest.mark.parametrize(
    ("counts", "said"),
    [([3, 0, 0, 0], "1.00 (interval not defined)"), ([1, 0, 0, 1], "2.50 (interval 1.00 to 4.00)")],
)
def test_an_interval_ends_where_the_scale_ends_and_needs_spread(counts, said):
    """By hand: t(1) at 95 % is 12.7, so that of 1 and 4 the interval would reach from -16.6 to 21.6."""
    assert said in means_figure(answers({"Before": counts}))[1]


class TestEffects:
    effects = frame(
        {"text": "It helped", "label": "After, against before", "n1": 254, "n2": 220, "change_pct": 13.3, "p": 0.0001,
         "change_pct_low": 6.0, "change_pct_high": 20.0, "significant": True},
        {"text": "It helped", "label": "Later, against before", "n1": 80, "n2": 65, "change_pct": -3.0, "p": 0.212,
         "change_pct_low": -12.0, "change_pct_high": 4.0},
        None,
    )  # fmt: skip

    def test_words(self):
        _, alt, summary = comparison_figure(self.effects)
        assert summary == (
            "Change as a percentage of the scale's range: 1 of 2 intervals lies wholly above zero, 0 wholly below; 1 is "
            "significant at the corrected level."
        )
        assert alt == (
            f"Effects with intervals around zero, for 1 statement. {summary} It helped: after, against before 13.3% (6.0 to "
            "20.0%), later, against before −3.0% (−12.0 to 4.0%)."
        )

    @pytest.mark.parametrize(
        "low, high, significant, said",
        [
            (0.1, 12.3, True, "1 of 1 interval lies wholly above zero, 0 wholly below; 1 is"),
            (-12.3, -0.1, True, "0 of 1 interval lies wholly above zero, 1 wholly below; 1 is"),
            (0.0, 12.3, False, "0 of 1 interval lies wholly above zero, 0 wholly below; 0 are"),
            (-12.3, 0.0, False, "0 of 1 interval lies wholly above zero, 0 wholly below; 0 are"),
        ],
    )
    def test_where_test_and_interval_part_the_reader_is_told(self, low, high, significant, said):
        row = {"change_pct_low": low, "change_pct_high": high, "significant": significant}
        summary = comparison_figure(frame(row))[2]
        assert f": {said} significant at the corrected level." in summary and "part" not in summary
        apart = comparison_figure(frame(row | {"significant": not significant}))[2]
        assert apart.endswith("where they part, the test says what is significant.")

    def test_where_nothing_can_be_compared_the_figure_stays_empty(self):
        for effects in (frame(), frame(None)):
            assert comparison_figure(effects)[1:] == ("Too few answers to be compared.",) * 2

    def test_a_group_of_people_keeps_its_capital(self):
        alt = comparison_figure(
            frame({"label": "North", "comparison": "North"}, {"label": "After", "comparison": "x"})
        )[1]
        assert "North " in alt and "after " in alt and "north" not in alt

    def test_a_change_without_an_interval_is_a_marker_without_a_line(self):
        fig, alt, summary = pictured(comparison_figure(frame({"change_pct_low": np.nan, "change_pct_high": np.nan})))
        assert "wholly" not in summary and "A marker without a line" in summary and "(not defined)" in alt

    def test_sizes_change_and_p_are_shown_and_significance_is_a_filled_marker(self):
        fig, *_ = pictured(comparison_figure(self.effects))
        texts = {text.replace("\n", " ") for text in texts_of(fig)}
        assert {"It helped", "After, against before (n = 254 and 220)", "+13.3%", "−3.0%"} <= texts
        for lines in (fig.axes[0].lines, fig.legends[0].legend_handles):
            assert [line.get_markerfacecolor() for line in lines if line.get_marker() == "o"] == ["#0b5394", "#ffffff"]
        texts = {text.replace("\n", " ") for text in texts_of(pictured(comparison_figure(self.effects[:1]))[0])}
        assert {"It helped (n = 254 and 220)", "+13.3%"} <= texts, "of one comparison a row is a statement"


@styled
def _lines(text, width):
    return wrapped(text, width), [text_width(line) for line in wrapped(text, width)]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=120))
def test_wrapped_lines_fit_and_lose_nothing(text):
    lines, widths = _lines(text, 90)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width <= 90 or len(line) == 1 for line, width in zip(lines, widths))
    assert _lines("ab c", 1)[0] == ["a", "b", "c"], "no line is narrower than a letter, and none is empty"


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_a_statement_of_any_length_stays_on_the_sheet(width):
    text = "word " * 60 + "x" * 300
    fig, *_ = pictured(likert_figure(Answers((1, 2), {}, {text: {"Before": np.array([1, 2])}})), width)
    [head] = [t.get_text().splitlines() for t in fig.axes[0].texts if t.get_fontweight() == "bold"]
    assert len(head) > 4 and styled(lambda: max(text_width(h, 10, "bold") for h in head))() <= 72 * width - 12


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_nothing_drawn_reaches_beyond_the_edge(width):
    groups = {"A group whose name is far longer than its column": [1, 2, 3, 4], "After": [0, 0, 0, 90]}
    pictures = [likert_figure(answers(groups)), means_figure(answers(groups)), comparison_figure(TestEffects.effects)]
    for figure in pictures:
        fig = pictured(figure, width)[0]
        fig.draw_without_rendering()
        box, edge = fig.get_tightbbox(), fig.get_size_inches()
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= edge[0] + 0.001 and box.y1 <= edge[1] + 0.001


def test_letters_that_no_font_has_warn_nobody():
    from prepost.report.show import svg

    fig, *_ = pictured(likert_figure(Answers((1, 2), {1: "不", 2: "是"}, {"学习 $x^2$": {"前": np.array([1, 2])}})))
    assert svg(fig, "x").startswith("<svg")
