"""The pages over other answers to the same statements: every computed word follows, and none is left false.

What is significant, and which way, is worked out here with scipy from the rows of responses.csv.
"""

import csv
import re
import shutil
from functools import lru_cache

import pytest
import yaml
from scipy.stats import mannwhitneyu

from .executed import STUDY, assert_reads_well, execute, executed
from .other_answers import VARIANTS, with_other_answers

SETTINGS = yaml.safe_load((STUDY / "study.yml").read_text(encoding="utf-8"))
CHANGING = "index 02_methods 04_knowledge 05_joint_working 06_qualitative_themes 08_discussion 11_robustness".split()
PAGES = [*CHANGING, "03_participants", "07_cost"]
SHORT = {statement["id"]: statement["short"] for statement in SETTINGS["statements"]}
WORDS = "zero one two three four five six seven eight nine ten".split()


@pytest.fixture(scope="module", params=VARIANTS)
def variant(request):
    return request.param


@pytest.fixture(scope="module")
def folder(variant, tmp_path_factory):
    return with_other_answers(STUDY, tmp_path_factory.mktemp("study") / variant, variant)


@lru_cache(maxsize=None)
def answers(folder):
    with (folder / "responses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def group(folder, statement, filters):
    return [
        int(row[statement])
        for row in answers(folder)
        if row[statement] and all(row[column] == str(value) for column, value in filters.items())
    ]


@lru_cache(maxsize=None)
def direction(folder, statement, comparison):
    """1 where the second group is significantly higher, -1 where it is lower, 0 otherwise."""
    sides = SETTINGS["comparisons"][comparison]
    first, second = (group(folder, statement, sides[side]) for side in ("first", "second"))
    test = mannwhitneyu(first, second, use_continuity=False, method="asymptotic")
    if not test.pvalue < SETTINGS["alpha"] / len(SETTINGS["comparisons"]):
        return 0  # no p-value where everyone answers alike
    return 1 if test.statistic < len(first) * len(second) / 2 else -1


def statements_of(domain):
    return [statement["id"] for statement in SETTINGS["statements"] if domain in ("", statement["domain"])]


def directions(folder, comparison, statements):
    return [direction(folder, statement, comparison) for statement in statements]


def sentences(text):
    """The sentences of a text without what stands in quotation marks, which are others' words."""
    return re.split(r"(?<=[.:;])\s+", re.sub(r"“[^”]*”", "", text))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_reads_without_a_gap(page, folder):
    found = executed(page, folder)
    assert not re.search(
        r"\bnan\b|\bNone\b(?! of)|\binf\b|\{glue|<NA>|Traceback", " ".join(found.texts.values()) + found.prose
    )


@pytest.mark.parametrize("page", CHANGING)
def test_numbers_and_words_change_with_the_answers(page, folder):
    assert executed(page, folder).texts != executed(page, STUDY).texts


def test_the_answers_are_what_their_name_says(variant, folder):
    """The sets of answers differ as much as they should: all tests one way, or none, or each the other way."""
    expected = {"improves": 1, "unchanged": 0, "falls": -1, "alike": 0}
    for comparison in ("pre_post", "s3_follow_up"):
        found = directions(folder, comparison, statements_of(""))
        if variant == "reversed":
            assert found == [-sign for sign in directions(STUDY, comparison, statements_of(""))]
        else:
            assert set(found) == {expected[variant]}


@pytest.mark.parametrize(("page", "domain"), [("04_knowledge", "knowledge"), ("05_joint_working", "joint_working")])
@pytest.mark.parametrize(("name", "comparison"), [("after", "pre_post"), ("month", "s3_follow_up")])
def test_the_statements_that_moved_are_named_from_the_tests(page, domain, name, comparison, folder):
    texts, statements = executed(page, folder).texts, statements_of(domain)
    found = directions(folder, comparison, statements)
    for way, words in ((1, "higher"), (-1, "lower")):
        names = [SHORT[one] for one, sign in zip(statements, found) if sign == way]
        said = re.sub(r" \([^)]*%\)", "", texts[f"{name}_{words}"])
        assert said == (", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names) or "none")


@pytest.mark.parametrize(("page", "domain"), [("04_knowledge", "knowledge"), ("05_joint_working", "joint_working")])
def test_titles_of_figures_state_what_the_tests_found(page, domain, folder):
    titles = re.findall(r"<figcaption>(.*?)</figcaption>", " ".join(executed(page, folder).shown), re.DOTALL)
    early, late = (
        directions(folder, comparison, statements_of(domain)).count(1) for comparison in ("pre_post", "s3_follow_up")
    )
    early, late = (WORDS[number] if number else "none" for number in (early, late))
    title = next(title for title in titles if "Straight after" in title)
    assert f"{early} of five ratings were significantly higher; a month later, {late} of five" in title


def test_the_first_page_and_the_discussion_count_alike(folder):
    for page in ("index", "08_discussion"):
        texts = executed(page, folder).texts
        for name, comparison in (("after_higher", "pre_post"), ("month_higher", "s3_follow_up")):
            number = directions(folder, comparison, statements_of("")).count(1)
            assert texts[name] == (WORDS[number] if number else "none"), page


def test_changes_have_the_sign_of_the_means(folder):
    texts = executed("02_methods", folder).texts
    before, after = (group(folder, statements_of("")[0], {"wave": wave}) for wave in ("pre", "post"))
    change = sum(after) / len(after) - sum(before) / len(before)
    assert float(texts["change"].replace("−", "-")) == pytest.approx(change, abs=0.005)
    assert float(texts["share"].replace("−", "-").rstrip("%")) == pytest.approx(100 * change / 3, abs=0.05)


FALSE_WORDS = {
    "improves": r"significantly lower|\bfell\b|\bfallen\b|not sustained|no gain\b",
    "unchanged": r"\brose\b|\bfell\b|significantly (higher|lower)",
    "falls": r"\brose\b|\brisen\b|significantly higher|stood higher|more frequent",
    "alike": r"\brose\b|\bfell\b|significantly (higher|lower)",
    "reversed": r"\brose\b|\brisen\b",
}
NEGATED = re.compile(r"\b(no|none|not|neither|nobody)\b", re.IGNORECASE)


@pytest.mark.parametrize("page", [*CHANGING, "07_cost"])
def test_no_computed_sentence_is_false(page, variant, folder):
    """Words of the wrong direction occur in no sentence on the change, unless it denies them."""
    texts = {name: text for name, text in executed(page, folder).texts.items() if not name.endswith("dose")}
    said = [sentence for text in texts.values() for sentence in sentences(text)]
    assert [one for one in said if re.search(FALSE_WORDS[variant], one) and not NEGATED.search(one)] == []


def test_themes_are_set_against_the_changes(variant, folder):
    themes, cost = executed("06_qualitative_themes", folder), executed("07_cost", folder)
    assert_reads_well(themes.words())
    assert_reads_well(cost.words())
    found = {name: int(themes.texts[name]) for name in ("agree", "complement", "contradict", "neither")}
    assert sum(found.values()) == int(themes.texts["both"]) == 5
    if variant != "reversed":
        assert found["agree"] == (4 if variant == "improves" else 0)
        assert found["contradict"] == (4 if variant == "falls" else 0)
        assert ("Gain" in themes.words()) is (variant == "improves")
        assert ("Loss" in themes.words()) is (variant == "falls")


def test_the_robust_results_are_counted_from_the_tests(folder):
    texts = executed("11_robustness", folder).texts
    found = sum(sign != 0 for sign in directions(folder, "pre_post", statements_of("")))
    number = WORDS.index(texts["fewest"]), WORDS.index(texts["most"])
    assert number[0] <= found <= number[1]


def test_answers_that_were_collected_bear_no_banner(tmp_path):
    """The study's own records: the banner goes, and so do the ranges over possible answers."""
    released = with_other_answers(STUDY, tmp_path / "released", "improves")
    settings = released / "study.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(": reconstructed", ": collected"), encoding="utf-8"
    )
    for page in ("02_methods", "08_discussion"):
        found = execute(page, released)
        assert not any("prepost-banner" in html for html in found.shown)
        assert not re.search(r"fit what was printed|recovered from", " ".join(found.texts.values()))


def test_the_recovery_is_told_without_an_account_beside_the_answers(tmp_path):
    """Should the records be released, the account of the recovery stays with the article's own folder."""
    study = with_other_answers(STUDY, tmp_path / "study", "falls")
    (study / "reconstruction.json").unlink()
    texts = execute("10_reconstruction", study).texts
    assert (texts["means"], texts["p_values"], texts["bound"]) == ("60", "30", "28"), (
        "two changes contradict their means"
    )
    assert (texts["used"], texts["used_blanks"]) == ("93", "five")
    assert 0 < float(texts["widest"]) < 0.3


@pytest.mark.parametrize("page", PAGES)
def test_pages_read_on_where_one_form_alone_came_back_after_a_session(page, tmp_path):
    study = shutil.copytree(STUDY, tmp_path / "study")
    header, *rows = (study / "responses.csv").read_text(encoding="utf-8").splitlines()
    after = [row for row in rows if row.startswith("post,")]
    others = [row for row in rows if row not in after]
    (study / "responses.csv").write_text("\n".join([header, *others, after[0]]) + "\n", encoding="utf-8")
    found = execute(page, study)
    assert not re.search(r"\bnan\b|\bNone\b(?! of)|\binf\b|<NA>", " ".join(found.texts.values()) + found.prose)
