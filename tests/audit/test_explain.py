"""Explanations rest on what figures stand for: counts are exact, words have no digits to round, answers stay on the
scale.
"""

from prepost.audit.explain import MOST_CASES, explanations, remarks
from tests.audit.test_language import claims_of


def explained(claims, name):
    return explanations(claims[name], claims.outcome(name), claims)


def test_people_behind_a_count_are_worked_out_from_the_count_itself():
    """50 / 0.265 is 188.7 and 50 / 0.255 is 196.1."""
    claims = claims_of(b="50", n="300", share=("26%", "b / n"))
    assert "if it was shared by 189 to 196 instead of 300" in explained(claims, "share")


def test_two_shares_with_counts_above_are_not_said_to_share_a_total():
    claims = claims_of(b="50", n="300", m="200", one=("26%", "b / n"), two=("31%", "b / m"))
    assert not any("if the total was" in text for text in explained(claims, "one"))
    assert not any("different totals" in text for text in remarks(claims["one"], claims.outcome("one"), claims))


def test_no_more_than_three_shared_totals_are_listed():
    claims = claims_of(sum="£10,000.00", n="300", m="200", one=("£40", "sum / n"), two=("£60", "sum / m"))
    cases = [text for text in explained(claims, "one") if "instead of" in text and "if the total was" in text]
    assert len(cases) == MOST_CASES


def test_other_rounding_is_not_tried_on_words_and_what_is_called_possible_lies_on_the_scale():
    claims = claims_of(b="50", n="100", part=("three quarters", "b / n"), mean=("4.75", "mean_of(65, 1, 4)"))
    assert not any("rounded up" in text or "cut off" in text for text in explained(claims, "part"))
    assert "4.75 is possible" not in explained(claims, "mean")


def test_a_bare_number_is_checked_as_a_p_value():
    claims = claims_of(a="2.71", b="2.83", p=("0.397", "rank_test_p(a, 42, b, 23)"))
    assert claims.outcome("p").possible
