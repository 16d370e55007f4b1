"""Conclusions in words: each direction of change, at once and later, has its own true sentence."""

from types import SimpleNamespace

import pytest

from prepost.report.conclusions import (
    Finding,
    conclusion,
    fall_short,
    findings_table,
    lasting_sentence,
    left_later,
    margin_sentence,
    most,
    no_difference,
    no_rise,
    parting_sentence,
    rise,
    short_of_difference,
    unsettled,
)
from prepost.report.sentences import directions
from tests.report.frames import directed as effects


def test_directions_are_counted_without_what_cannot_be_compared():
    assert directions(effects(1, 1, -1, 0, None)) == (2, 1, 4)


@pytest.mark.parametrize(
    ("at_once", "later", "words"),
    [
        (
            (1, 1, 0),
            (0, 0, 0),
            "two of the three ratings rose significantly at once, "
            "and it is not shown that any of the rise was left later",
        ),
        (
            (1, 1),
            (1, 0),
            "both ratings rose significantly at once, and one of the two ratings stood significantly higher later",
        ),
        (
            (1, 0),
            (-1, 0),
            "one of the two ratings rose significantly at once, "
            "and one of the two ratings stood significantly lower later",
        ),
        ((0, 0), (0, 0), "no rating changed significantly at once, and none differed significantly later"),
        (
            (0, 0),
            (1, 0),
            "no rating changed significantly at once, and one of the two ratings stood significantly higher later",
        ),
        ((-1,), (0,), "the one rating fell significantly at once, and none differed significantly later"),
        (
            (1, -1),
            (0, 0),
            "one of the two ratings rose significantly and one of the two ratings fell significantly at once, "
            "and none differed significantly later",
        ),
        ((None,), (1,), "too few answers were given to conclude anything"),
    ],
)
def test_conclusion(at_once, later, words):
    assert conclusion(effects(*at_once), effects(*later)) == words


def test_what_is_left_is_open_ruled_out_or_shown():
    assert left_later(effects(0, 0), effects(0)) == (
        "no rating stood significantly higher later, "
        "but on one of the two statements a gain worth having is not ruled out"
    )
    assert (
        left_later(effects(0, -1), effects())
        == "no rating stood significantly higher later, and a gain worth having is ruled out"
    )
    assert left_later(effects(1, 0), effects(0)) == "one of the two ratings stood significantly higher later"


def test_not_significant_is_not_called_no_difference():
    early, late = effects(1, 1), effects(0, 0, label="later against before")
    told = lasting_sentence(early, late, late)
    assert told.startswith(
        "After against before, answers were significantly higher on both statements. Later against before,"
    )
    assert told.endswith("on both statements, a difference worth having is neither shown nor ruled out.")
    assert "Not significant" not in lasting_sentence(early, late, late[:0])


def test_findings_follow_from_the_numbers_alone():
    late = effects(0, 0)
    assert rise("a", "", effects(0, 1)).follows and not rise("a", "", effects(0, -1)).follows
    assert no_rise("b", "", effects(0, -1)).follows and not no_rise("b", "", effects(0, 1)).follows
    assert not fall_short("c", "", late, late[:1]).follows
    assert fall_short("c", "", late, late[:0]).follows and not fall_short("c", "", effects(1, 1), late[:0]).follows
    assert most("d", "", 16, 30, "people").follows and not most("d", "", 15, 30, "people").follows


def test_no_difference_looks_both_ways():
    assert no_difference("a", "", effects(0, 0)).follows
    assert not no_difference("a", "", effects(0, 1)).follows and not no_difference("a", "", effects(0, -1)).follows


def test_a_comparison_without_difference_says_which_way_it_leans_and_what_it_could_show(monkeypatch):
    import pandas as pd

    from prepost.report import conclusions

    frame = pd.DataFrame({"detectable": [14.2, 20.4]})
    monkeypatch.setattr(conclusions, "equivalences", lambda study, comparison: frame)
    found = SimpleNamespace(wave_labels={"late": "Late", "early": "Early"})
    same_wave = SimpleNamespace(first={"wave": "late", "session": "1"}, second={"wave": "late", "session": "2"})
    told = short_of_difference(found, same_wave, effects(0, 0))
    assert told.startswith(
        "Every mean is higher in the second group (late, session 2) than in the first (late, session 1)."
    )
    assert "not how much they rose" in told and "14 to 20% of the scale" in told and "Groups of 30 and 30" in told
    other = SimpleNamespace(first={"wave": "early"}, second={"wave": "late"})
    assert "not how much they rose" not in short_of_difference(found, other, effects(0))


def test_the_margin_is_told_as_ours():
    told = margin_sentence(SimpleNamespace(equivalence_margin=0.06))
    assert "more than 56% or less than 44% of draws" in told and "a margin of 0.06" in told and "our choice" in told
    assert "none can be ruled out" in margin_sentence(SimpleNamespace(equivalence_margin=None))


def test_a_table_of_findings_links_and_escapes():
    findings = [Finding("<b>rose</b>", "claim_a", "higher", True), Finding("fell", "", "not so", False)]
    table = findings_table(findings, "ledger.html")
    assert str(table.iloc[0, 0]) == '<a href="ledger.html#claim_a">&lt;b&gt;rose&lt;/b&gt;</a>'
    assert list(table.iloc[1]) == ["fell", "Not so", "no"]
    assert list(findings_table(findings, "ledger.html", {"claim_a": "a note"}).iloc[:, 3]) == ["a note", ""]
    assert parting_sentence(findings) == (
        "One finding goes further than, or differs from, the figures used here, and so does not follow: “fell”."
    )
    assert parting_sentence([findings[1]] * 2).startswith("Two findings go further than, or differ from,")
    assert parting_sentence(findings[:1]) == "All of them follow."


def test_unsettled_is_neither_different_nor_equivalent(monkeypatch):
    import pandas as pd

    from prepost.report import conclusions

    frame = pd.DataFrame({"statement": ["s0", "s1", "s2"], "equivalent": [False, True, False]})
    monkeypatch.setattr(conclusions, "equivalences", lambda study, comparison: frame)
    assert list(unsettled(SimpleNamespace(), None, effects(1, 0, 0))["statement"]) == ["s2"]
