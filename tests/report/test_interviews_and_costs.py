"""What is said of interviews and of costs: by hand, hidden where few, escaped, and in words that follow from the
numbers."""

import math
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from prepost.report import costs, figures, interviewees, joint_display, quotations, themes
from prepost.report.coding import raised_by, saturation_table, saturation_title, spread_table
from prepost.report.compare import compare
from prepost.report.costs import Spending, UnitCost
from prepost.report.joint_display import numbers_finding
from prepost.report.quotations import Voice, quote_bank_html
from prepost.report.themes import Asked
from prepost.study import StudyError, load_study
from prepost.study.study_yml import Topic
from tests.report.frames import frame

PLANS = Topic(topic="Plans", statements=["know"])

STUDY = """\
title: A day on asthma plans
scale: {1: Disagree, 2: Neither, 3: Agree}
domains: {plans: Asthma plans}
statements: [{id: know, domain: plans, text: "I know what a plan holds"}]
waves: [pre, post]
comparisons: {pre_post: {first: {wave: pre}, second: {wave: post}}}
min_cell: 3
currency: GBP
price_year: 2020
economics: {}
questions:
  - {id: useful, text: "Was it useful?", kind: closed, answers: ["yes", "no", unsure]}
  - {id: more, text: "What more?", kind: open}
"""
HEAD = "interview,question,theme,subtheme,stance,coder,quote,ok_to_print\n"


@pytest.fixture
def folder(tmp_path):
    """Ten interviews: 6 yes, 3 no, 1 unsure; Time raised by five, Place by four, Food by one."""
    forms = "\n".join(["wave,know"] + ["pre,1"] * 10 + ["pre,2"] * 10 + ["post,2"] * 10 + ["post,3"] * 10)
    answers = ["yes"] * 6 + ["no"] * 3 + ["unsure"]
    interviews = "".join(f"I{n},,{'Health' if n < 5 else 'School'},,{answer}\n" for n, answer in enumerate(answers))
    raised = {"Time": (0, 1, 2, 3, 4), "Place": (1, 5, 6, 7), "Food": (9,)}
    codings = "".join(
        f"I{n},more,{theme},late,mixed,A,{theme} {n},yes\n" for theme, people in raised.items() for n in people
    )
    (tmp_path / "study.yml").write_text(STUDY)
    (tmp_path / "responses.csv").write_text(forms + "\n")
    (tmp_path / "interviews.csv").write_text("interview,session,sector,role,useful\n" + interviews)
    (tmp_path / "codings.csv").write_text(HEAD + codings)
    return tmp_path


def effect(value, low, high, significant=True, **others):
    p = 0.001 if significant else 0.4
    return frame({
        "statement": "know", "text": "I know", "comparison": "pre_post", "label": "After against before", "n1": 20, "n2": 20,
        "change_pct": value, "change_pct_low": low, "change_pct_high": high, "change_pct_se": (high - low) / 4,
        "rank_biserial": math.copysign(0.3, value), "p": p, "p_adjusted": p, "significant": significant, **others,
    })  # fmt: skip


# -- interviews ------------------------------------------------------------------------------------------------------


def test_answers_and_themes_of_few_are_left_out(folder):
    closed, opened = themes.asked(load_study(folder))
    assert [(share.name, share.count, share.n) for share in closed.shares] == [("yes", 6, 10)]
    assert closed.hidden == 2, "one was unsure, and the three who said no would give that number back"
    assert [(share.name, share.count) for share in opened.shares] == [("Time", 5), ("Place", 4)]
    assert opened.n == 9, "nine of the ten raised something; the column of the question is not there"


def test_a_question_as_a_table_and_a_title(folder):
    """6 of 10: Wilson's interval is 0.313 to 0.832 (R 4.2.2, prop.test(6, 10, correct = FALSE))."""
    closed, _ = themes.asked(load_study(folder))
    assert themes.said_table(closed).to_numpy().tolist() == [["Yes", "6", "10", "60%", "31% to 83%"]]
    assert themes.most_frequent(closed) == "Was it useful? Most often: “yes” (60%)"
    shares = (figures.Share("Time", 3, 10), figures.Share("Place", 3, 10), figures.Share("Food", 1, 10))
    title = themes.most_frequent(Asked("more", "What more?", "open", 10, shares))
    assert title == "What more? Most often: “Time” and “Place” (30%)"


def test_without_interviews_there_is_nothing_and_it_is_said(folder):
    (folder / "interviews.csv").unlink(), (folder / "codings.csv").unlink()
    study = load_study(folder)
    assert themes.asked(study) == [] and themes.codebook(study) == [] and quotations.voices_of(study) == []
    assert "no quotation" in quote_bank_html([], {})


def test_hostile_words_reach_the_bank_inert():
    words = "<script>alert(1)</script> {{ 1 }} $x$"
    voice = Voice("q-1", words, "<b>Nurse</b>", "12", "more", "<i>Time</i>", "positive")
    html = quote_bank_html([voice], {"more": "<img src=x>"})
    body = html.split('<script type="module">')[0]
    assert "<script>" not in body and "<b>" not in body and "<i>" not in body and "<img" not in body
    assert "&lt;script&gt;" in body and 'id="quote-q-1"' in body


def test_positive_and_other_voices_stand_side_by_side_and_a_role_in_two_spellings_is_one_choice():
    roles = dict(zip(("positive", "negative", "mixed", ""), ("Nurse", "School Nurse", "School nurse", "Nurse")))
    found = [Voice(stance, "words", role, "", "useful", "no", stance) for stance, role in roles.items()]
    html = str(quote_bank_html(found, {"useful": "Was it useful?"}))
    assert "Positive voices (1)" in html and "Other voices (3)" in html and "Theme: No" in html
    assert html.count('data-role="School Nurse"') == 2 and "School nurse" in html, "printed as it stands"
    assert "voices (" not in quote_bank_html(found, {}, ["useful"]), "an open question has no sides"


def test_make_up_says_who_is_more_and_hides_the_few():
    """fisher.test(rbind(c(42, 23), c(136, 1))) in R 4.2.2: p = 3.8e-12."""

    def made_up(sample, population, min_cell=1, few=()):
        named = interviewees.nameable(sample, population, min_cell, few)
        table = interviewees.make_up_table(sample, population, named)
        return interviewees.make_up_sentence(sample, population, named), table.iloc[:, :4].to_numpy().tolist()

    text, _ = made_up({"Few": 42, "All": 23}, {"Few": 178, "All": 24})
    assert "share of the interviewees than of the training places (35%, 23 of 65, against 12%, 24 of 202)" in text
    assert "p < 0.001" in text and "points to a selection" in text
    assert "too small to be named" in made_up({"A": 9, "B": 1}, {"A": 20, "B": 20}, 3)[0]
    assert "exactly as" in made_up({"A": 2, "B": 2}, {"A": 20, "B": 20})[0]
    _, rows = made_up({"Health": 8, "School": 1}, {"Health": 20, "School": 20}, 3)
    assert rows == [["Other groups together", "40", "100%", "9"]]
    _, rows = made_up({"A": 8, "B": 1, "C": 7, "D": 2}, {"A": 20, "B": 20, "C": 9, "D": 2}, 5)
    assert rows[-1][0] == "Other groups together" and "hidden" not in str(rows)
    assert not {"B", "D"} & {row[0] for row in rows}, "a group of two, and one of which one was interviewed"
    alone = {"A": 17, "B": 16, "C": 12}
    assert interviewees.nameable({"A": 9, "B": 7}, alone, 5, few=["C"]) == ["A"], "C would be all others"
    told = {made_up({"A": 9, "B": 7}, {"A": 17, "B": b, "C": 22 - b}, 5, ["B", "C"])[0] for b in (16, 12)}
    assert len(told) == 1 and "p = " in told.pop(), "it tells nothing of how the hidden divide"
    assert "cannot be set against" in made_up({}, {})[0]
    assert "nothing to compare" in made_up({"A": 1, "B": 2}, {"A": 1, "B": 2})[0]


@pytest.mark.parametrize(("n", "share"), [(1, "95.0%"), (15, "18.1%"), (30, "9.5%")])
def test_what_so_many_interviews_are_almost_sure_to_hear(n, share):
    """1 - 0.05^(1/n): 0.95, 0.181, 0.095."""
    text = interviewees.capacity_sentence(n)
    assert f"hear a view that {share} of people hold (chance 95%)" in text
    assert ("One interview will" in text) == (n == 1)


# -- codings -----------------------------------------------------------------------------------------------------------


def test_saturation_tells_neither_of_a_theme_that_one_raised_nor_of_single_interviews(folder):
    """By hand: Time, raised by 5 of 10, and Place, by 4: one interview brings 9/10, five 2 - 1/252 - 6/252."""
    interviews = raised_by(load_study(folder))
    assert [len(themes) for themes in interviews] == [1, 2, 1, 1, 1, 1, 1, 1, 0, 0], "Food is not told of"
    table = saturation_table(interviews)
    assert list(table.columns) == ["Interviews", "Themes in any order"]
    assert [table.iloc[place, 1] for place in (0, 4, 9)] == ["0.9", "2.0", "2.0"]
    assert saturation_title(interviews).endswith("would be expected to bring 0.0 new themes")


def coded(**raised):
    return HEAD + "".join(f"I{n},more,{theme},,,A,words,no\n" for theme, people in raised.items() for n in people)


def test_spread_over_sectors_with_an_exact_test(folder):
    """All 5 of Health and 0 of School raised Time: fisher.test(rbind(c(5, 0), c(0, 5))) in R 4.2.2 gives p =
    0.007937."""
    (folder / "codings.csv").write_text(coded(Time=range(5), Place=range(10)))
    table, _ = spread_table(load_study(folder))
    assert table.to_numpy().tolist() == [["Time", "5 of 5", "0 of 5", "0.008"], ["Place", "5 of 5", "5 of 5", "–"]]


def test_spread_over_sectors_hides_the_few(folder):
    (folder / "codings.csv").write_text(coded(Time=(0, 1, 2, 3, 5), Place=(0, 1, 2, 5, 6, 7), Food=(3, 4)))
    table, _ = spread_table(load_study(folder))
    assert "1 of 5" not in table.to_string() and "2 of 5" not in table.to_string()
    assert "Food" not in list(table.get("Theme", []))


def test_nothing_is_read_out_of_reconstructed_codings(folder):
    (folder / "study.yml").write_text(STUDY + "provenance: {codings.csv: reconstructed}\n")
    study = load_study(folder)
    assert raised_by(study) == [] and spread_table(study)[0].empty


# -- both strands ------------------------------------------------------------------------------------------------------


def shown(rows, effects, column="What the numbers show"):
    cells = joint_display.joint_display(rows, effects)[column]
    return [str(getattr(cell, "striptags", lambda cell=cell: cell)()).strip() for cell in cells]


def marks(rows, effects):
    return shown(rows, effects, "Together")


def test_numbers_and_words_together_by_the_rule():
    up, down, flat = effect(10, 5, 15), effect(-10, -15, -5), effect(1, -5, 7, significant=False)
    sets = ([up], [down], [flat], [up, flat], [up, up, flat], [up, down], [up[:0]])
    findings = ["gain", "loss", "no clear change", "mixed", "gain", "mixed", "not asked"]
    assert [numbers_finding(pd.concat(effects)) for effects in sets] == findings
    strand = joint_display.Strand(PLANS, figures.Share("yes", 28, 30), "it was useful")
    assert "(+5.0% to +15.0%; n = 20 and 20)" in shown([strand], up)[0]
    assert marks([strand], down) == ["≠ contradict"]
    assert "They contradict on plans (after against before)." in joint_display.joint_sentence([strand], down)
    alone = joint_display.Strand(PLANS)
    said = joint_display.joint_sentence([joint_display.Strand(Topic(topic="Plans"))], up)
    assert said == "On no topic do both strands have something to say."
    each = [shown([alone], pd.concat([up, effect(other, 1, 9)]))[0] for other in (4, 10)]
    assert "Gain: by statement from +4.0% to +10.0% of the range (n = 20 and 20)" in each[0], "no interval"
    assert "by statement each +10.0% of the range" in each[1]


def test_a_theme_of_an_open_question_is_left_to_the_reader_unless_judged():
    theme = joint_display.Strand(PLANS, figures.Share("Time", 3, 30), "time", is_open=True)
    said = {"together": {"pre_post": "contradict"}, "reading": "More plans, less time"}
    judged = replace(theme, topic=Topic(topic="Plans", statements=["know"], **said))
    deaf = Topic(topic="Plans", statements=["know"], together={"pre_post": "cannot respond"})
    deaf = replace(theme, topic=deaf)
    up = effect(10, 5, 15)
    assert marks([theme, judged, deaf], up) == ["? left to the reader", "≠ contradict, as judged", "– cannot respond"]
    assert "Reading" not in joint_display.joint_display([theme], up)
    assert list(joint_display.joint_display([theme, judged], up)["Reading"]) == ["–", "More plans, less time"]
    assert "As judged" in joint_display.joint_note([judged], up) and "As judged" not in joint_display.joint_note([], up)
    assert "(one comparison), in one the reader is to judge." in joint_display.joint_sentence([theme], up)
    assert "contradict each other in one of one comparison" in joint_display.joint_sentence([judged], up)
    assert marks([replace(judged, share=None)], up) == ["– one strand only"], "nothing to judge"


JOINT = """joint_display:
  - {topic: Plans, domain: plans, question: useful, reading: "<b>Both</b>"}
  - {topic: Time, statements: [know], question: more, answer: Time}
  - {topic: Food, statements: [know], question: more, answer: Food}
  - {topic: Alone, domain: plans}
  - {topic: Slip, statements: [know], question: more, answer: Tmie}
"""


def test_the_joint_display_of_study_yml(folder):
    (folder / "study.yml").write_text(STUDY + JOINT)
    study = load_study(folder)
    rows = joint_display.strands_of(study, themes.asked(study), quotations.voices_of(study))
    said = [str(text) for text in joint_display.joint_display(rows, compare(study))["What interviewees said"]]
    assert said[0] == "Divided: “yes” to “Was it useful?”, 6 of 10 (60%, interval 31% to 83%)"
    twice = pd.concat([effect(10, 5, 15), effect(10, 5, 15, label="Later")])
    for row, words in ((rows[0], "Divided, as above"), (rows[3], "Not asked in the interviews.")):
        assert shown([row], twice, "What interviewees said")[1] == words
    assert said[1].startswith("Raised freely: “Time” to “What more?”, 5 of 9 (56%")
    assert 'href="#quote-' in said[1], "the words stand on the same page"
    assert said[2] == "Too few people said so, or were asked, to be shown.", "one raised Food"
    assert said[3] == "Not asked in the interviews."
    assert said[4] == "Nobody is recorded to have said “Tmie”.", "a slip of the pen shows"
    assert marks(rows, compare(study)) == ["◐ complement", "? left to the reader", *["– one strand only"] * 3]


# -- costs -------------------------------------------------------------------------------------------------------------


def test_costs_by_hand(folder):
    """12 x 10.50 + 74 = 200; 20 forms before, 20 after."""
    (folder / "costs.csv").write_text("item,amount,unit,quantity,note\nTrainer,10.50,hour,12,\nRoom,74,,,\n")
    study = load_study(folder)
    spending, units = costs.spending_of(study), costs.unit_costs(study)
    assert spending.total == Fraction(200)
    assert units == [UnitCost("form pre", 20, Fraction(10)), UnitCost("form post", 20, Fraction(10))]
    table = costs.unit_costs_table(units, "GBP").to_numpy().tolist()
    assert table == [["form pre", "20", "£10.00"], ["form post", "20", "£10.00"]]
    assert list(costs.items_table(spending)["Amount"]) == ["£126.00", "£74.00", "£200.00"]
    assert "£200.00 in all, in prices of 2020" in costs.unit_costs_sentence(units, spending)


SPENDING = Spending((("All", Fraction(1000), "", Fraction(1), ""),), "GBP", "2020")


def test_what_study_yml_gives_under_economics(folder):
    given = "economics: {session_hours: 1.5, hourly_rate: [30, 20], deflators: {2024: 1.25}}"
    (folder / "study.yml").write_text(STUDY.replace("economics: {}", given))
    study = load_study(folder)
    assert costs.hourly_rates(study) == [20.0, 30.0], "from the lowest to the highest"
    text = costs.other_prices_sentence([UnitCost("person", 10, Fraction(100))], SPENDING, study.economics["deflators"])
    assert text == "In prices of 2024 (times 1.250): £1,250.00 in all, £125.00 for each person."
    for economics in ("{session_hours: -1}", "{deflators: 3}", "{hourly_rate: [20, 0]}"):
        (folder / "study.yml").write_text(STUDY.replace("economics: {}", f"economics: {economics}"))
        with pytest.raises(StudyError, match="economics"):
            load_study(folder)


def test_time_by_hand():
    """20 places of 1.5 hours are 30 hours, 3 for each of 10 people; at 20 an hour 600; 1,000 / 30 is 33.33."""
    said = costs.time_sentence(20, 10, 1.5, (), SPENDING)
    assert "30 hours of work, 3.0 for each of 10 people" in said
    assert "At £33.33 an hour they would cost as much as all that was spent" in said
    said = costs.time_sentence(20, 10, 1.5, (20,), SPENDING)
    assert "that is £600, beside £1,000.00 that were spent, in prices of 2020" in said
    assert list(costs.time_table(20, 10, 1.5, (20, 40), SPENDING)["Time in sessions"]) == ["£600", "£1,200"]
    assert "cannot be counted" in costs.time_sentence(0, 0, 1.5, (), SPENDING)
    assert "30 hours of work, travel and cover" in costs.time_sentence(20, 0, 1.5, (), SPENDING), "whose is not known"
    assert "cannot be counted" in costs.time_sentence(20, 10, None, (), SPENDING)
