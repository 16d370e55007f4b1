"""The pages on interviews and on cost read well whatever the study folder holds: nothing, one row, several rows,
other answers."""

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


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("costs.csv", None),
        ("costs.csv", ONE_COST.splitlines()[0] + "\n"),
        ("costs.csv", ONE_COST),
        ("costs.csv", SEVERAL_COSTS),
        ("attendance.csv", None),
        ("attendance.csv", "person,session,sector,organisation\n"),
        ("attendance.csv", "person,session,sector,organisation\nP1,1,Health,Clinic\n"),
    ],
)
def test_cost_page_with_other_files(study, file, content):
    put(study / file, content)
    page = execute(COST, study)
    assert_reads_well(page.words())
    if file == "costs.csv" and content in (None, ONE_COST.splitlines()[0] + "\n"):
        assert "No costs are given" in page.words()
        assert page.prose.count("cannot be given") == 1, "said once"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("attendance.csv", None),
        ("attendance.csv", "person,session,sector,organisation\n"),
        ("attendance.csv", "person,session,sector,organisation\nP1,1,Health,Clinic\n"),
        ("interviews.csv", None),
        ("interviews.csv", "interview\n"),
        ("interviews.csv", "interview,session,sector,role\nI01,1,Health,\n"),
    ],
)
def test_participants_page_with_other_files(study, file, content):
    put(study / file, content)
    if file == "interviews.csv":
        (study / "codings.csv").write_text(NO_CODINGS, encoding="utf-8")
    page = execute(PARTICIPANTS, study)
    assert_reads_well(page.words())
    is_empty = file == "attendance.csv" and "P1" not in (content or "")
    assert ("is not recorded" in page.words()) == ("No attendance is recorded" in page.words()) == is_empty
    assert "51 of the 84 invited did not reply" in page.prose or "I01" in (content or ""), "as printed: 84 - 30 - 3"
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
    if page != "03_participants":
        assert "No answers of interviewees are recorded" in words
    assert "of those who had attended)" not in words


def test_several_items_of_cost_add_up(study):
    """12 x 250.50 + 12 x 98 + 2500 x 0.10 = 4,432.00; / 302 = 14.68; / 202 = 21.94."""
    (study / "costs.csv").write_text(SEVERAL_COSTS, encoding="utf-8")
    words = execute(COST, study).words()
    assert "£4,432.00 in all" in words
    assert "£14.68 for each training place filled (302)" in words
    assert "£21.94 for each person who attended (202)" in words


def test_cost_page_counts_time_only_at_rates_given(study):
    """302 places of 1.5 hours are 453; at 20 an hour 9,060."""
    assert "no rate is given" in execute(COST, study).texts["time"]
    settings = (study / "study.yml").read_text(encoding="utf-8")
    (study / "study.yml").write_text(
        re.sub(r"economics: \{\}.*", "economics: {hourly_rate: [20, 30], value_per_point: 20}", settings),
        encoding="utf-8",
    )
    page = execute(COST, study)
    assert "453 hours" in page.texts["time"] and "£9,060 to £13,590" in page.texts["time"]
    assert any("tab-time" in html for html in page.shown)
    assert "at £20.00 a point" in page.texts["needed"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("codings.csv", None),
        ("codings.csv", NO_CODINGS),
        ("codings.csv", NO_CODINGS + "I01,most_helpful,Networking,,,,,\n"),
        ("interviews.csv", "interview,session,sector,role,learned_pathways\nI01,1,Health,,yes\n"),
        ("interviews.csv", "interview\n"),
        ("interviews.csv", None),
        ("attendance.csv", None),
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


def test_amounts_carry_their_year_and_shares_their_number():
    cost = executed(COST)
    amounts = [name for name, text in cost.texts.items() if "£" in text and not name.endswith("_range")]
    assert set(amounts) >= {"unit_costs", "at_once", "later", "since_start", "leans", "needed", "resampled", "time"}
    implied = {"totals", "other"}  # they repeat what the article prints beside them
    assert [name for name in amounts if "prices of 2017" not in cost.texts[name] and name not in implied] == []
    assert [html[:200] for html in cost.shown if "£" in html and "2017" not in html] == []
    for name in ("at_once", "later", "since_start"):
        assert "n = " in cost.texts[name]
    number = r"\d+ of \d+|Thirty interviews|Of \d+ people invited, \d+"
    for page in (PARTICIPANTS, THEMES):
        texts = executed(page).texts
        assert [text for text in texts.values() if "%" in text and not re.search(number, text)] == []
