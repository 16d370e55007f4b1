"""The pages on interviews and on cost read well whatever the study folder holds: nothing, one row, several rows,
other answers."""

import csv
import re
import shutil

import pytest

from prepost.study import load_published, load_study

from .executed import STUDY, assert_reads_well, execute, executed

THEMES, COST, PARTICIPANTS = "06_qualitative_themes", "07_cost", "03_participants"
ONE_COST = "item,amount,unit,quantity,note\nRoom,98,day,,\n"
SEVERAL_COSTS = (
    "item,amount,unit,quantity,note\nTrainer,250.50,day,12,\nRoom,98,day,12,quoted\nPrinting,0.10,page,2500,\n"
)
NO_CODINGS = "interview,question,theme,subtheme,stance,coder,quote,ok_to_print\n"


@pytest.fixture
def study(tmp_path):
    """A copy of the study folder, to be changed."""
    return shutil.copytree(STUDY, tmp_path / "study")


def put(path, content):
    """Give a file of a study another content, or take it away."""
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")


PLACES = "person,session,sector,organisation\n"
OTHER_PLACES = [("attendance.csv", content) for content in (None, PLACES, PLACES + "P1,1,Health,Clinic\n")]
NO_COSTS = [None, ONE_COST.splitlines()[0] + "\n"]
OTHER_COSTS = [("costs.csv", content) for content in (*NO_COSTS, ONE_COST, SEVERAL_COSTS)]


@pytest.mark.parametrize(("file", "content"), [*OTHER_COSTS, *OTHER_PLACES])
def test_cost_page_with_other_files(study, file, content):
    put(study / file, content)
    page = execute(COST, study)
    assert_reads_well(page.words())
    if file == "costs.csv" and content in NO_COSTS:
        assert "The whole scheme cost an unrecorded amount" in " ".join(page.prose.split())
        assert not any("tab-unit-costs" in html for html in page.shown), "nothing to share out"


INTERVIEWS = [("interviews.csv", content) for content in (None, "interview\n")]


@pytest.mark.parametrize(
    ("file", "content"),
    [*OTHER_PLACES, *INTERVIEWS, ("interviews.csv", "interview,session,sector,role\nI01,1,Health,\n")],
)
def test_participants_page_with_other_files(study, file, content):
    put(study / file, content)
    if file == "interviews.csv":
        (study / "codings.csv").write_text(NO_CODINGS, encoding="utf-8")
    page = execute(PARTICIPANTS, study)
    assert_reads_well(page.words())
    is_empty = file == "attendance.csv" and "P1" not in (content or "")
    assert ("No attendance is recorded" in page.words()) == is_empty
    assert "and 51 did not reply" in page.prose, "as printed: 84 - 30 - 3"
    assert "Nobody was asked" not in page.words() and "Of 0 " not in page.words()


@pytest.mark.parametrize("page", ["index", "03_participants", "04_knowledge", "05_joint_working"])
@pytest.mark.parametrize("emptied", [False, True], ids=["absent", "without rows"])
def test_pages_that_only_touch_on_interviews_and_attendance_do_without(study, page, emptied):
    for name in ("interviews.csv", "codings.csv", "attendance.csv"):
        path = study / name
        heading = path.read_text(encoding="utf-8").splitlines()[0]
        path.write_text(heading + "\n", encoding="utf-8") if emptied else path.unlink()
    words = execute(page, study).words()
    assert_reads_well(words)
    if page[:2] in ("04", "05"):
        assert "an unknown share of an unknown number of people said" in " ".join(words.split())
    assert "of those who had attended)" not in words


def test_several_items_of_cost_add_up(study):
    """12 x 250.50 + 12 x 98 + 2500 x 0.10 = 4,432.00; / 302 = 14.68; / 202 = 21.94."""
    (study / "costs.csv").write_text(SEVERAL_COSTS, encoding="utf-8")
    words = " ".join(execute(COST, study).prose.split())
    assert "The whole scheme cost £4,432.00" in words
    assert "Shared by 302 training places, that is £14.68 each; shared by 202 people, £21.94 each" in words


def test_cost_page_counts_time_only_at_rates_given(study):
    """302 places of 1.5 hours are 453; at 20 an hour 9,060."""
    page = execute(COST, study)
    assert (page.texts["hours"], page.texts["rates"], page.texts["time"]) == ("453", "none", "none")
    settings = (study / "study.yml").read_text(encoding="utf-8")
    (study / "study.yml").write_text(
        re.sub(r"economics: \{\}.*", "economics: {hourly_rate: [30, 20]}", settings), encoding="utf-8"
    )
    page = execute(COST, study)
    assert (page.texts["rates"], page.texts["time"]) == ("£20.00 and £30.00", "£9,060 and £13,590")
    assert any("tab-time" in html for html in page.shown)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        *(("codings.csv", None), ("codings.csv", NO_CODINGS), ("attendance.csv", None)),
        ("codings.csv", NO_CODINGS + "I01,most_helpful,Networking,,,,,\n"),
        *(*INTERVIEWS, ("interviews.csv", "interview,session,sector,role,learned_pathways\nI01,1,Health,,yes\n")),
    ],
)
def test_themes_page_with_other_files(study, file, content):
    put(study / file, content)
    if file == "interviews.csv":
        (study / "codings.csv").write_text(NO_CODINGS, encoding="utf-8")
    assert_reads_well(execute(THEMES, study).words())


def test_the_codebook_holds_every_quotation_once_and_names_claims_and_lines():
    published = load_published(STUDY)
    quoted = " ".join(published.themes["quotes"]).split()
    assert sorted(quoted) == sorted(published.quotes["id"])
    assert set(published.themes["claim"]) - {""} <= set(published.claims)
    for row in published.themes[published.themes["claim"] != ""].to_dict("records"):
        stands = int(published.claims[row["claim"]].where.removeprefix("line "))
        assert abs(stands - int(row["line"])) <= 2, row["theme"]


def test_the_codebook_names_the_studys_questions_answers_and_themes():
    study, themes = load_study(STUDY), load_published(STUDY).themes
    assert set(themes["question"]) == {question.id for question in study.questions}
    for question in study.questions:
        assert set(question.answers) <= set(themes.loc[themes["question"] == question.id, "theme"])
    assert set(study.codings["theme"]) <= set(themes["theme"])


def test_every_quotation_has_its_permanent_anchor_once():
    html = "\n".join(executed(THEMES).shown)
    for quote in load_published(STUDY).quotes["id"]:
        assert html.count(f'id="quote-{quote}"') == 1, quote


def rows(name):
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_first_words_on_the_interviews_are_the_shares_of_those_asked():
    """Counted here from the rows of interviews.csv and codings.csv; 21 of 30 named networking."""
    interviews, texts = rows("interviews.csv"), executed(THEMES).texts
    asked = len(interviews)
    for name, question in {
        "learned": "learned_pathways",
        "changed": "communication_changed",
        "acted": "done_differently",
        "helped": "people_helped",
    }.items():
        assert texts[name] == f"{sum(row[question] == 'yes' for row in interviews) / asked:.0%}"
    for name, theme in {
        "networking": "Networking",
        "organisations": "Knowledge of other organisations",
        "developments": "New developments in the area",
    }.items():
        people = {row["interview"] for row in rows("codings.csv") if row["theme"] == theme}
        assert texts[name] == f"{len(people) / asked:.0%}"
    words = " ".join(executed(THEMES).prose.split())
    assert "Of 30 people interviewed, 70% said networking was the most helpful part" in words


def test_what_the_interviews_can_carry():
    """1 - 0.05^(1/30); Wilson's interval of 15 of 30 is 0.331 to 0.669 (R 4.2.2, prop.test(15, 30, correct = FALSE));
    23 of 84, and 23 + 54 of 84."""
    texts = executed(THEMES).texts
    assert (texts["rare"], texts["within"]) == ("9.5%", "17")
    assert (texts["least"], texts["most"]) == (f"{23 / 84:.0%}", f"{77 / 84:.0%}")
    assert texts["unlike"] == "p = 0.167"


def test_unit_costs_and_implied_heads_by_division():
    """29,998.50 over the rows and people of attendance.csv, over 12 events; over the printed 71.08 and 107.51."""
    places = rows("attendance.csv")
    people = {row["person"] for row in places}
    texts = executed(COST).texts
    assert (
        texts["per_place"] == f"£{29998.5 / len(places):.2f}" and texts["per_person"] == f"£{29998.5 / len(people):.2f}"
    )
    assert texts["per_event"] == "£2,499.88" and texts["break_even"] == f"£{29998.5 / (len(places) * 1.5):.2f}"
    assert (texts["nearest_places"], texts["nearest_people"]) == (f"{29998.5 / 71.08:.0f}", f"{29998.5 / 107.51:.0f}")
    assert (texts["from_place"], texts["from_person"]) == ("£21,466.16", "£21,717.02"), "71.08 x 302, 107.51 x 202"
    assert texts["both"] == "none" and texts["both_nearest"] == "£29,993.90 to £29,996.69"


def test_everyone_answering_alike_moves_nothing(tmp_path):
    study = shutil.copytree(STUDY, tmp_path / "study")
    answers = rows("responses.csv")
    fixed = {"wave", "session", "respondent", "sessions_attended"}
    alike = [{name: cell if name in fixed or not cell else "3" for name, cell in row.items()} for row in answers]
    with (study / "responses.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(alike[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(alike)
    themes = execute(THEMES, study)
    assert_reads_well(themes.words())
    assert (themes.texts["agree"], themes.texts["contradict"]) == ("0", "0")
    assert "Gain" not in themes.words() and "Loss" not in themes.words()


def test_amounts_carry_their_year_and_shares_their_number():
    cost = executed(COST)
    assert [html[:200] for html in cost.shown if "£" in html and "2017" not in html] == []
    prose = " ".join(cost.prose.split())
    assert "cost £29,998.50 in prices of 2017" in prose and "an hour (prices of 2017)" in prose


def test_the_flow_through_the_study_says_who_answered_and_who_did_not():
    """By hand: 302 - 254 = 48, 202 - 65 = 137 and 84 - 30 = 54; 65 of 202 are 32 %."""
    [html] = [html for html in executed("02_methods").shown if 'id="fig-flow"' in html]
    assert "Forms before: 254 of 302 (84%), 48 not returned, out of training places they filled;" in html
    assert "65 of 202 (32%), 137 not returned" in html and "30 of 84 (36%), 54 did not take part" in html
    assert "220 of 302 (73%)" in html
