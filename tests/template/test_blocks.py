"""The blocks of an evaluator's pages: what they show, what they hide, and what they say where there is nothing."""

import re
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from prepost.cli import main
from prepost.report import blocks
from prepost.report.coding import _agreed, agreement_sentences
from prepost.report.compare import compare
from prepost.report.overview import show_who_answered
from prepost.report.questions import show_choices, show_comments
from prepost.report.robustness import corrections
from prepost.report.scores import show_items, show_respondents
from prepost.study import load_study


@pytest.fixture
def book(tmp_path, capsys):
    assert main(["new", str(tmp_path / "book")]) == 0
    capsys.readouterr()
    return tmp_path / "book"


def shows(shown, block, *arguments):
    """What a block displays after what was displayed before, as one text."""
    block(*arguments)
    return "\n".join(shown)


COSTS = "item,amount,unit,quantity,note\n"


def edit(book, *changes):
    """Replace texts in study.yml."""
    text = (book / "study.yml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (book / "study.yml").write_text(text)


def coded(book, *rows):
    """Coded passages: interview, theme, coder and passage."""
    (book / "codings.csv").write_text("\n".join(["interview,theme,coder,quote", *rows]) + "\n")
    return load_study(book)


@pytest.mark.parametrize("rows", ["", "Room,98,,,\n", "Room,0.10,,,\nTrainer,5,,,\n", "Room,0,,1,\n"])
def test_costs_of_any_length_read_well(book, shown, rows):
    (book / "costs.csv").write_text(COSTS + rows)
    text = shows(shown, blocks.show_costs, load_study(book))
    assert ("holds no rows yet" in text) == (not rows) and ("All items" in text) == (rows.count("\n") > 1)
    assert ("nothing was paid" in text) == (rows == "Room,0,,1,\n") and "£0.00 for each" not in text
    assert not re.search(r"\b(nan|inf|None)\b|Fraction|\(\)", text)


# -- who took part and who was heard -----------------------------------------------------------------------------------


def attended(book, people, places):
    rows = [f"P{n % people},,{'Health' if n % 2 else 'School'}," for n in range(places)]
    (book / "attendance.csv").write_text("\n".join(["person,session,sector,organisation", *rows]) + "\n")


def test_response_has_its_denominators_and_intervals(book, shown):
    """40 forms before and 40 after of the example; 50 people."""
    attended(book, 50, 50)
    forms = {wave: load_study(book).n_forms({"wave": wave}) for wave in ("pre", "post")}
    text = shows(shown, blocks.show_response, load_study(book))
    assert f"{forms['pre']} of 50" in text and "Wilson" in text and "of people" in text


def test_response_of_all_but_a_few_is_not_shown(book, shown):
    forms = load_study(book).n_forms({"wave": "pre"})
    attended(book, forms + 2, forms + 2)
    blocks.show_response(load_study(book))
    assert "%" not in "\n".join(shown), "two people without a form would be told by subtraction"
    (book / "attendance.csv").unlink()
    blocks.show_response(load_study(book))
    assert "(attendance.csv), so no share" in shown[-1]


def test_voices_beside_places_with_the_few_hidden(book, shown):
    attended(book, 40, 40)
    (book / "interviews.csv").write_text(
        "interview,session,sector,role\n" + "".join(f"I{n},,{'Health' if n else 'School'},\n" for n in range(9))
    )
    text = shows(shown, blocks.show_voices, load_study(book))
    assert "9 people were interviewed" in text and "too small to be set against" in text
    assert "School" not in text and "Health" not in text, "one of the nine is of the school"


def test_joint_display_says_what_is_missing(book, shown):
    blocks.show_joint_display(load_study(book))
    assert "Without interviews" in shown[-1]
    rows = "".join(f"I{n},,,,yes\n" for n in range(9))
    (book / "interviews.csv").write_text(f"interview,session,sector,role,useful\n{rows}")
    blocks.show_joint_display(load_study(book))
    assert "(joint_display)" in shown[-1]
    topic = "joint_display: [{topic: '<i>Use</i>', domain: knowledge, question: useful}]"
    question = 'questions: [{id: useful, text: "Useful?", answers: ["yes", "no"]}]'
    edit(book, ("questions: []", question), ("joint_display: []", topic))
    del shown[:]
    text = shows(shown, blocks.show_joint_display, load_study(book))
    assert "&lt;i&gt;Use&lt;/i&gt;" in text and "9 of 9 (100%" in text and "Where both strands speak" in text


def test_forms_of_no_session_of_twenty_sessions_and_of_no_wave(book, shown):
    blocks.show_forms(load_study(book))
    assert "Session not given" not in shown[-1] and "All,40,40" in unquote(shown[-1])
    rows = (book / "responses.csv").read_text().splitlines()
    edit(book, ("sessions: []", f"sessions: {[*range(1, 21)]}"))
    blocks.show_forms(load_study(book))
    assert "Session" not in unquote(shown[-1]), "no form names one"
    kept = [",".join([wave, "7", *rest]) for wave, _, *rest in (row.split(",") for row in rows[1:]) if wave == "pre"]
    (book / "responses.csv").write_text("\n".join([rows[0], *kept]) + "\n")
    blocks.show_forms(load_study(book))
    assert "Questionnaires,Before\nSession 1,0\n" in unquote(shown[-1]) and "Session 7,40\n" in unquote(shown[-1])
    edit(book, ("min_cell: 5", "min_cell: 41"))
    blocks.show_forms(load_study(book))
    assert "Session" not in unquote(shown[-1])


def asked_further(book, *, agreed):
    """30 forms before with a multiple choice, 40 after with comments and recommendations: 8 of 0, 12 of 8, 20 of 10."""
    path = book / "study.yml"
    text = path.read_text().replace(
        "domains:\n",
        "scales: {likely: {"
        + ", ".join(f'{n}: ""' for n in range(11))
        + "}}\ndomains:\n  rec: {name: R, scale: likely}\n",
    )
    text = text.replace(
        "statements:\n", "statements:\n  - {id: r, domain: rec, text: 'Recommend it?', net_score: true}\n", 1
    )
    text += "choices: {heard: {text: 'How?', options: {web: Web, friend: Friend, wall: Poster, other: Other}}}\n"
    path.write_text(text + f"comments: {{liked: {{text: 'Liked?', ok_to_print: {agreed}}}}}\n")
    rows = (book / "responses.csv").read_text().splitlines()
    further = [f"{rows[0]},r,heard.web,heard.friend,heard.wall,heard.other,liked"]
    for n, row in enumerate(rows[1:41]):
        further.append(f"{row},,{'1' * (n < 20)},{'1' * (10 <= n < 30)},{'1' * (n < 2)},,")
    for n, row in enumerate(rows[41:]):
        further.append(f"{row},{0 if n < 8 else 8 if n < 20 else 10},,,,,{'<i>boats</i>' * (n < 6)}")
    (book / "responses.csv").write_text("\n".join(further) + "\n")
    return load_study(book)


def test_multiple_choices_are_shares_of_those_who_ticked_any(book, shown):
    text = shows(shown, show_choices, asked_further(book, agreed="false"))
    assert text.count("<figure") == 1, "nobody was asked afterwards"
    assert "67% (20 of 30)" in text and "Before: most often “" in text
    assert "Poster" not in text and "2 of 30" not in text, "two ticked it"


@pytest.mark.parametrize(("agreed", "printed"), [("true", 6), ("false", 0)])
def test_comments_are_printed_only_where_people_agreed(book, shown, agreed, printed):
    text = shows(shown, show_comments, asked_further(book, agreed=agreed))
    assert "“Liked?” was answered in people&#39;s own words: 6 (after)." in text
    assert text.count("&lt;i&gt;boats") == printed and ("not printed" in text) == (not printed)


def test_a_net_score_is_given_where_it_is_asked_for(book, shown):
    """20 of 40 recommend it and 8 do not: 50 % less 20 %."""
    study = asked_further(book, agreed="false")
    blocks.show_answers(study, "rec", compare(study))
    blocks.show_changes(study, "rec", compare(study))
    text = unquote("\n".join(shown))
    assert "Recommend it?,After,40,20%,30%,50%,+30" in text
    assert "One statement was asked of one group alone" in text and "Mean answers" in text and "no answers" not in text


def test_two_coders_agree_beyond_chance(book, shown):
    """Cohen's kappa of [[20, 5], [10, 15]] is 0.4: observed 0.7, expected 0.5 (by hand)."""
    pairs = [("Time", "Time")] * 20 + [("Time", "Trust")] * 5 + [("Trust", "Time")] * 10 + [("Trust", "Trust")] * 15
    blocks.show_themes(
        coded(book, *(f"I{n},{row[c == 'B']},{c},passage {n}" for n, row in enumerate(pairs) for c in "AB"))
    )
    text = "\n".join(shown)
    assert "70% of 50 passages" in text and "kappa is 0.40" in text
    assert "passage 3" not in text, "no passage may be printed"


def test_a_passage_of_several_themes_is_told(book):
    rows = "I1,x,A,words I1,y,A,words I1,x,B,words I2,y,A,more I2,y,B,more".split()
    assert "is not told" in agreement_sentences(coded(book, *rows))[0], "two raised y, and one x"
    edit(book, ("min_cell: 5", "min_cell: 1"))
    found = agreement_sentences(coded(book, *rows))
    assert "gave 100% of 2 passages" in found[0] and "the first of them counts" in found[1]


@pytest.mark.parametrize(
    ("coders", "said"),
    [
        ({"A": "xxxx"}, ["One coder worked on the passages"]),
        ({"A": "xxxx", "B": "xxxx"}, ["both coded 4 passages and gave all of them one theme"]),
        ({"A": "xy--", "B": "--xy"}, ["Two coders coded no passage in common"]),
        ({"A": "xyxy", "B": "xyxy", "C": "yxyx"}, ["Coders 1 and 2 gave 100% of 4", "", "Coders 2 and 3 gave 0% of 4"]),
        ({"": "xy"}, []),
    ],
)
def test_agreement_of_any_number_of_coders(book, coders, said):
    edit(book, ("min_cell: 5", "min_cell: 1"))
    given = ((n, theme, coder) for coder, themes in coders.items() for n, theme in enumerate(themes) if theme != "-")
    found = agreement_sentences(coded(book, *(f"I{n},{theme},{coder},passage {n}" for n, theme, coder in given)))
    assert len(found) == len(said) and all(words in sentence for words, sentence in zip(said, found))


def test_agreement_on_a_published_table():
    """Two dermatologists rate 88 patients: SAS/STAT user's guide, PROC FREQ, example "Cohen's kappa coefficient":
    simple kappa 0.3449, 95 % limits 0.2030 and 0.4868."""
    table = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
    both = pd.DataFrame(np.repeat(np.argwhere(np.array(table) >= 0), np.ravel(table), axis=0), columns=["A", "B"])
    assert "Cohen's kappa is 0.34 (95% interval 0.20 to 0.49)." in _agreed(both, "two coders")


def test_themes_that_few_raised_are_not_named(book, shown):
    (book / "codings.csv").write_text(
        "interview,theme,quote,ok_to_print\n"
        + "".join(f"I{n},Time,words,yes\n" for n in range(6))
        + "I1,Parking,no space,yes\n"
    )
    text = shows(shown, blocks.show_themes, load_study(book))
    assert "Time" in text
    assert "Parking" not in text and "no space" not in text


def test_the_matched_people_stand_for_a_wave_of_which_few_forms_found_no_partner(book, shown):
    """Of 40 forms before 37 find their partner: 40 is told nowhere, by no sum of parts either."""
    edit(book, ("design: unpaired", "design: paired"))
    with (book / "study.yml").open("a") as file:
        file.write("choices: {heard: {text: 'How?', options: {web: Web, friend: Friend}}}\n")
    header, *rows = (book / "responses.csv").read_text().splitlines()
    heads, cells = header.split(","), [row.split(",") for row in rows]
    for place, row in enumerate(cells):
        row[heads.index("respondent")] = f"P{place % 40}"
        row += ["1" * (place < 20), "1" * (20 <= place < 40)]
    header += ",heard.web,heard.friend"
    (book / "responses.csv").write_text("\n".join([header, *map(",".join, cells[:-3])]) + "\n")
    attended(book, 50, 50)
    (book / "costs.csv").write_text("item,amount,unit,quantity,note\nRoom,98,,,\n")
    study = load_study(book)
    for block in (
        blocks.show_forms,
        blocks.show_matching,
        show_who_answered,
        blocks.show_response,
        show_items,
        show_respondents,
        blocks.show_costs,
        show_choices,
    ):
        block(study)
    text = unquote("\n".join(shown))
    assert text.count("37 matched people; 1 to 5 other forms") >= 2 and "How? Before, matched people" in text
    assert not re.search(r"(?<![\d.])40(?![\d.])", text) and "Before, of people" not in text


def test_a_statement_turned_round_says_what_its_labels_stand_for(book, shown):
    study = load_study(book)
    turned = next(statement for statement in study.statements if statement.reversed)
    blocks.show_answers(study, turned.domain, compare(study))
    text = shows(shown, blocks.show_changes, study, turned.domain, compare(study))
    lowest, highest = (study.scale_labels[point] for point in (study.scale[0], study.scale[-1]))
    assert f"answered as “{lowest}” is counted as “{highest}”" in text
    assert text.count(f"{turned.text} (turned round)") >= text.count(turned.text) > 0
    shown.clear()
    blocks.show_answers(study, next(domain for domain in study.domains if domain != turned.domain), compare(study))
    assert "turned round" not in "\n".join(shown), "no statement of the other domain is"


def test_answers_that_are_all_alike_show_no_interval_and_no_smallest_change(book, shown):
    """How much answers vary is not known then, so nothing follows for what would have been found."""
    path = book / "responses.csv"
    path.write_text(re.sub(r"(?<=,)[1-5](?=[,\n])", "3", path.read_text()))
    study = load_study(book)
    blocks.show_changes(study, "knowledge", compare(study))
    text = shows(shown, blocks.show_robustness, study)
    assert "the answers show no spread, or an interval would tell" in text
    assert text.count("not defined") >= 6 and "0.0% to" not in text and ">0.0%<" not in text.split("tab-corrections")[1]


def test_a_comparison_has_one_name_on_every_page_and_begins_titles_with_a_capital(book, shown):
    edit(book, (', text: "After the training against before it"', ', text: "later answers"'))
    study = load_study(book)
    assert "Bonferroni, 1 test a statement" in set(corrections(study, compare(study))["correction"])
    blocks.show_changes(study, next(iter(study.domains)), compare(study))
    text = shows(shown, blocks.show_robustness, study)
    assert "> Later answers: " in text or ">Later answers: " in text, "the title of a figure"
    assert "Later answers</th>" in text, "a heading of the table of corrections"
    edit(book, (', text: "later answers"', ""))
    shown.clear()
    blocks.show_robustness(load_study(book))
    assert "pre post" not in "\n".join(shown)
