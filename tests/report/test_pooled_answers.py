"""Points that are shown together conceal what they hold: nothing beside the picture may tell it, or tell it wrongly."""

import numpy as np

from prepost.report.answers import Answers, likert_figure, means_figure
from prepost.report.sentences import shares_title

LABELS = {1: "no", 2: "", 3: "", 4: "", 5: "yes"}


def _answers(before, after, min_cell=5):
    groups = {"It helped": {"Before": np.array(before), "After": np.array(after)}}
    return Answers((1, 2, 3, 4, 5), LABELS, groups, min_cell)


def test_a_pool_on_one_side_tells_its_share():
    answers = _answers([3, 7, 10, 6, 4], [3, 7, 10, 6, 4])
    assert answers.told_halves(answers.groups["It helped"]["Before"]) == (10 / 30, 10 / 30)


def test_a_pool_across_the_middle_has_no_share_and_title_summary_and_alternative_text_tell_none():
    answers = _answers([2, 2, 2, 2, 2], [0, 0, 6, 0, 6])
    assert answers.told_halves(answers.groups["It helped"]["Before"]) == (None, None)
    assert answers.told_halves(answers.groups["It helped"]["After"]) == (0, 0.5)
    assert shares_title(answers) == "How often 4 or 5 was chosen"
    _, alt, summary = likert_figure(answers)
    assert "before" not in summary and "50% (after)" in summary and "In place of a bar" in summary
    assert "before too few to show" in alt


def test_matched_people_count_under_the_wave_for_which_they_stand():
    counts = np.array([6, 6, 6, 6, 6]), np.array([5, 5, 5, 5, 10])
    groups = {
        name: dict(zip(("Before", after), counts)) for name, after in (("a", "After"), ("b", "After, matched people"))
    }
    answers = Answers((1, 2, 3, 4, 5), LABELS, groups, 5)
    assert answers.group_names == ["Before", "After"]
    assert shares_title(answers) == "Answers of 4 or 5, compared with before: after, more frequent on both statements"
    assert means_figure(answers)[2].startswith(
        "Lowest and highest mean over the statements: 3.00 (before), 3.33 (after)."
    )
