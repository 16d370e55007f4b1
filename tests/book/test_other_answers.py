"""The pages over other answers to the same statements: every computed word follows, and none is left false.

What is significant, and which way, is worked out here with scipy from the rows of responses.csv.
"""

import csv
import re
import shutil
from functools import lru_cache
from pathlib import Path
from unittest import mock

import pytest
import yaml
from scipy.stats import mannwhitneyu

from prepost.study.faults import StudyError

from .conftest import BOOK
from .executed import execute
from .other_answers import VARIANTS, with_other_answers

STUDY = BOOK / "data" / "newham"
SETTINGS = yaml.safe_load((STUDY / "study.yml").read_text(encoding="utf-8"))
PAGES = [
    "index",
    "02_methods",
    "03_participants",
    "04_knowledge",
    "05_joint_working",
    "06_qualitative_themes",
    "07_cost",
    "08_discussion",
    "11_robustness",
]
WORDS = "zero one two three four five six seven eight nine ten".split()


@pytest.fixture(scope="module", params=VARIANTS)
def variant(request):
    return request.param


@pytest.fixture(scope="module")
def folder(variant, tmp_path_factory):
    return with_other_answers(STUDY, tmp_path_factory.mktemp("study") / variant, variant)


@lru_cache(maxsize=None)
def executed(page, folder):
    return execute(BOOK / (f"{page}.md" if page == "index" else f"notebooks/{page}.md"), folder)


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
    if test.pvalue >= SETTINGS["alpha"] / len(SETTINGS["comparisons"]):
        return 0
    return 1 if test.statistic < len(first) * len(second) / 2 else -1


def statements_of(domain):
    return [statement["id"] for statement in SETTINGS["statements"] if domain in ("", statement["domain"])]


def directions(folder, comparison, statements):
    return [direction(folder, statement, comparison) for statement in statements]


def says(text, found):
    """Whether a text tells apart how many statements are higher, lower and neither."""
    counts = {
        "significantly higher": found.count(1),
        "significantly lower": found.count(-1),
        "not significantly different": found.count(0),
    }
    used = {words: n for words, n in counts.items() if n}
    if len(used) == 1:
        ((words, n),) = used.items()
        every = "both" if n == 2 else f"all {WORDS[n]}"
        none = "either of the two" if n == 2 else f"any of the {WORDS[n]}"
        wanted = words if n == 1 else f"{words} on {none if words.startswith('not') else every} statements"
        return wanted in text and all(other not in text for other in counts if other != words)
    return all(re.search(rf"{words} on {WORDS[n]}\b", text) for words, n in used.items()) and all(
        other not in text for other in counts if other not in used
    )


def sentences(text):
    """The sentences of a text without what stands in quotation marks, which are others' words."""
    return re.split(r"(?<=[.:;])\s+", re.sub(r"“[^”]*”", "", text))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_reads_without_a_gap(page, folder):
    found = executed(page, folder)
    assert not re.search(
        r"\bnan\b|\bNone\b(?! of)|\binf\b|\{glue|<NA>|Traceback", " ".join(found.texts.values()) + found.prose
    )


@pytest.mark.parametrize(
    "page", ["index", "02_methods", "04_knowledge", "05_joint_working", "07_cost", "08_discussion", "11_robustness"]
)
def test_numbers_and_words_change_with_the_answers(page, folder):
    assert executed(page, folder).texts != executed(page, STUDY).texts


def test_the_answers_are_what_their_name_says(variant, folder):
    """The three sets of answers differ as much as they should: all thirty tests one way, or none."""
    expected = {"improves": 1, "unchanged": 0, "falls": -1}[variant]
    for comparison in ("pre_post", "s3_follow_up"):
        assert set(directions(folder, comparison, statements_of(""))) == {expected}


@pytest.mark.parametrize(
    ("name", "comparison"), [("after", "pre_post"), ("month", "s3_follow_up"), ("dose", "few_three")]
)
def test_significance_on_knowledge_is_worded_from_the_tests(name, comparison, folder):
    assert says(
        executed("04_knowledge", folder).texts[name], directions(folder, comparison, statements_of("knowledge"))
    )


@pytest.mark.parametrize("part", ["navigating", "communication"])
@pytest.mark.parametrize(
    ("name", "comparison"), [("after", "pre_post"), ("month", "s3_follow_up"), ("dose", "few_three")]
)
def test_significance_on_joint_working_is_worded_from_the_tests(part, name, comparison, folder):
    statements = {
        "navigating": ["know_access", "confident_contact"],
        "communication": ["worked_closely", "met_professionals"],
    }[part]
    assert says(
        executed("05_joint_working", folder).texts[f"{part}_{name}"], directions(folder, comparison, statements)
    )


@pytest.mark.parametrize(("page", "domain"), [("04_knowledge", "knowledge"), ("05_joint_working", "joint_working")])
def test_titles_of_figures_state_what_the_tests_found(page, domain, folder):
    titles = re.findall(r"<figcaption>(.*?)</figcaption>", " ".join(executed(page, folder).shown), re.DOTALL)
    found = [directions(folder, comparison, statements_of(domain)) for comparison in ("pre_post", "s3_follow_up")]
    title = next(title for title in titles if "significant" in title)
    assert found[0] == found[1]
    count, word = (found[0].count(1), "higher") if 1 in found[0] else (found[0].count(-1), "lower")
    some = f"{WORDS[count]} of" if count < len(found[0]) else "all"
    told = f"{some} {WORDS[len(found[0])]} significantly {word}" if count else "none significantly different"
    again = told if count else "none"
    assert title.endswith(f"At once, {told}; at one month, {again}"), title


def test_the_abstract_speaks_of_a_margin_only_where_no_gain_is_shown(folder):
    prose = executed("index", folder).prose
    conclusion = " ".join(prose[prose.index("**Conclusion.**") :].split("**Key words")[0].split())
    shown = 1 in directions(folder, "s3_follow_up", statements_of(""))
    assert ("worth having" in conclusion) == ("our choice" in conclusion) == (not shown)
    assert conclusion.count("stood significantly higher later") == 1 or "No rating" in conclusion, "said once"


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
}
NEGATED = re.compile(r"\b(no|none|not|neither|nobody)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "page", ["index", "04_knowledge", "05_joint_working", "07_cost", "08_discussion", "11_robustness"]
)
def test_no_computed_sentence_is_false(page, variant, folder):
    """Words of the wrong direction occur in no sentence on the change, unless it denies them."""
    texts = {name: text for name, text in executed(page, folder).texts.items() if not name.endswith("dose")}
    wrong = [
        sentence
        for text in texts.values()
        for sentence in sentences(text)
        if re.search(FALSE_WORDS[variant], sentence) and not NEGATED.search(sentence)
    ]
    assert wrong == []


def test_the_discussion_concludes_what_the_answers_give(variant, folder):
    texts = executed("08_discussion", folder).texts
    assert (
        texts["conclusion"]
        == {
            "improves": "all ten ratings rose significantly at once, "
            "and all ten ratings stood significantly higher later",
            "unchanged": "no rating changed significantly at once, and none differed significantly later",
            "falls": "all ten ratings fell significantly at once, and all ten ratings stood significantly lower later",
        }[variant]
    )
    assert texts["final"] == texts["conclusion"]
    # "Ineffective" follows where a lasting gain worth having is ruled out, not where nothing is merely significant.
    assert texts["follows"] == ("follows" if variant == "falls" else "does not follow")
    for finding, following in {
        "Knowledge rose at once": "improves",
        "No significant gain was left after a month": "unchanged falls",
    }.items():
        assert (finding in texts["parting"]) is (variant not in following.split())


def test_the_cost_of_a_gain_needs_a_gain(variant, folder):
    told = executed("07_cost", folder).texts["at_once"]
    assert ("no gain" in told) is (variant == "falls")
    assert ("has no meaning" in told) is (variant != "improves")


def test_the_robust_result_is_worded_from_the_tests(variant, folder):
    solid = executed("11_robustness", folder).texts["solid"]
    wanted = {
        "improves": "significantly higher on all ten",
        "unchanged": "none of the ten",
        "falls": "significantly lower on all ten",
    }
    assert wanted[variant] in solid


def test_answers_that_were_collected_bear_no_banner(tmp_path):
    """The study's own records: the banner goes, and so do the ranges over possible answers."""
    released = with_other_answers(STUDY, tmp_path / "released", "improves")
    settings = released / "study.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(": reconstructed", ": collected"), encoding="utf-8"
    )
    for page in ("02_methods", "08_discussion"):
        found = execute(BOOK / "notebooks" / f"{page}.md", released)
        assert not any("prepost-banner" in html for html in found.shown)
        assert not re.search(r"fit what was printed|recovered from", " ".join(found.texts.values()))


def test_the_title_over_the_baselines_says_which_way_the_statements_moved(folder):
    title = next(html for html in executed("11_robustness", folder).shown if "fig-baselines" in html)
    found = directions(folder, "pre_post", statements_of(""))
    way = "lower" if -1 in found else "higher"
    count = found.count(-1 if way == "lower" else 1)
    assert f"{WORDS[count] if count else 'none'} of ten statements significantly {way}" in title


def test_the_recovery_is_told_without_an_account_beside_the_answers(tmp_path):
    """Should the records be released, the account of the recovery stays with the article's own folder."""
    study = with_other_answers(STUDY, tmp_path / "study", "falls")
    (study / "reconstruction.json").unlink()
    texts = executed("10_reconstruction", study).texts
    assert (texts["means"], texts["p_values"], texts["bound"]) == ("60", "30", "28"), "two changes contradict their means"
    assert (texts["used"], texts["used_blanks"]) == ("93", "five")
    assert 0 < float(texts["widest"]) < 0.3


@pytest.mark.parametrize("page", PAGES)
def test_pages_read_on_where_one_form_alone_came_back_after_a_session(page, tmp_path):
    study = shutil.copytree(STUDY, tmp_path / "study")
    header, *rows = (study / "responses.csv").read_text(encoding="utf-8").splitlines()
    after = [row for row in rows if row.startswith("post,")]
    others = [row for row in rows if row not in after]
    (study / "responses.csv").write_text("\n".join([header, *others, after[0]]) + "\n", encoding="utf-8")
    found = execute(BOOK / (f"{page}.md" if page == "index" else f"notebooks/{page}.md"), study)
    assert not re.search(r"\bnan\b|\bNone\b(?! of)|\binf\b|<NA>", " ".join(found.texts.values()) + found.prose)
    if page == "02_methods":
        assert found.texts["by_function"] == "asks for two answers in each group"


def test_the_first_page_reads_the_ledger_and_does_not_compute_it():
    with mock.patch("prepost.audit.ledger_file.entries_of", side_effect=AssertionError("computed")):
        assert execute(BOOK / "index.md", STUDY).texts["outcome"]


def test_the_ledgers_page_refuses_a_written_ledger_that_was_edited(tmp_path):
    study = Path(shutil.copytree(STUDY, tmp_path / "study"))
    written = (study / "ledger.json").read_text(encoding="utf-8")
    edited = written.replace('"verdict": "differs"', '"verdict": "reproduced"', 1)
    (study / "ledger.json").write_text(edited, encoding="utf-8")
    with pytest.raises(StudyError, match="not what the claims beside it come to. Write it anew"):
        execute(BOOK / "notebooks" / "09_verification.md", study)
