"""No result is typed into a page, what computes is in sight, and no word stands in the repository that means nothing
to its readers."""

import ast
import re
import subprocess
from pathlib import Path

import jupytext
import pytest
import yaml

from .conftest import BOOK
from .prose import prose_lines

PAGES = sorted([*BOOK.glob("index.md"), *BOOK.glob("notebooks/*.md")])
ALLOWED = yaml.safe_load((Path(__file__).parent / "typed_numbers.yml").read_text(encoding="utf-8"))
NUMBER_WORDS = (
    r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|a hundred)"
)


def typed_numbers(page, allowed):
    """The lines of prose that hold a digit, or a share in words, which no allowance covers; allowances used are noted."""
    for number, line in prose_lines(page.read_text(encoding="utf-8")):
        for entry in allowed:
            if entry["page"] in ("any", page.stem) and entry["text"] in line:
                entry["used"] = True
                line = line.replace(entry["text"], "")
        share = NUMBER_WORDS + r"[ -](per ?cent|percentage points?)\b"
        if re.search(r"\d", line) or re.search(share, line, re.IGNORECASE):
            yield f"{page.name}:{number}: {line.strip()}"


def test_no_number_is_typed_in_prose_and_every_allowance_gives_a_reason_and_is_needed():
    allowed = [dict(entry) for entry in ALLOWED]
    assert [line for page in PAGES for line in typed_numbers(page, allowed)] == []
    assert [entry["text"] for entry in allowed if not entry.get("used") and entry["page"] != "any"] == []
    assert all(len(entry["reason"]) > 10 for entry in allowed)


TYPED = ["It rose by 12 points.", "It rose by twelve per cent.", ":::{note} Seen in 2017\nWords.\n:::"]
TYPED += [":::{note}\nBy 3 points.\n:::", "```python\nx = 1\n```\nIt is 4."]
COMPUTED = ["It rose by {glue:text}`change` points.", "See [table 3](03_page.md).", "## The 12 events", "$n = 3$"]
COMPUTED += ["As {cite:t}`Titova2015` found, `n = 3`.", "```{code-cell} ipython3\nx = 3\n```\nWords."]
COMPUTED += ["1. The first.\n2. The second.", "---\ntitle: 3\n---\nWords."]


@pytest.mark.parametrize("text", [*TYPED, *COMPUTED])
def test_the_lint_sees_what_it_should(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text + "\n", encoding="utf-8")
    assert bool(list(typed_numbers(page, []))) is (text in TYPED)


def tracked_texts():
    """The text files of the repository, except this one, which names what it looks for."""
    if not (BOOK / ".git").exists():
        pytest.skip("needs the git repository, to know which files belong to it")
    names = subprocess.run(
        ["git", "-C", str(BOOK), "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in names:
        path = BOOK / name
        binary = path.suffix in {".ttf", ".woff2", ".xlsx", ".sav", ".dta", ".gz"}
        if name and path.is_file() and path != Path(__file__) and not binary:
            yield name, path.read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    "unwanted",
    [
        r"(?<![\w./{}*-])/(tmp|work|root|farm)/\w",
        r"\.\./shared",
        r"\b(pypi|pythonhosted|npmjs|debian)\.(org|com)\b",
        r"\b(AI|LLM|chatbot)\b|\bcoding agents?\b|language model",
        r"\b[Ii]ssue #?\d",
    ],
)
def test_no_word_of_the_workshop(unwanted):
    found = [f"{name}: {match.group()}" for name, text in tracked_texts() for match in re.finditer(unwanted, text)]
    assert found == []


def test_the_library_knows_no_study():
    found = [
        path.name
        for path in (BOOK / "prepost").rglob("*")
        if path.suffix in {".py", ".md", ".yml", ".css"}
        and re.search("newham", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    "word", [r"\bfraud", r"\bconfirmed\b", r"error by the authors", r"\bmisconduct\b", r"\bproves? that\b"]
)
def test_pages_accuse_nobody(word):
    for page in PAGES:
        for number, line in prose_lines(page.read_text(encoding="utf-8")):
            assert not re.search(word, line, re.IGNORECASE), f"{page.name}:{number}: {line}"


def test_pages_keep_their_cells_short():
    """At most 15 lines a cell, less than 8 in the median."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        cells = re.findall(r"^```\{code-cell\}[^\n]*\n(?:---\n.*?^---\n)?(.*?)^```", text, re.DOTALL | re.MULTILINE)
        kept = ([line for line in cell.splitlines() if line.strip() and line[0] != ":"] for cell in cells)
        lengths = sorted(map(len, kept))
        if lengths:
            assert lengths[-1] <= 15, f"{page.name}: a cell of {lengths[-1]} lines"
            median = lengths[len(lengths) // 2]
            assert median < 8, f"{page.name}: the median cell has {median} lines"


def test_no_page_glues_what_another_page_made():
    for page in PAGES:
        assert not re.search(r"\{glue:\w*\}`[^`]*::", page.read_text(encoding="utf-8")), page.name


CALCULATING = (
    "02_methods 03_participants 04_knowledge 05_joint_working 06_qualitative_themes 07_cost 11_robustness".split()
)
COMPUTES = re.compile(
    r"^(sns|plt|pg|stats|smf|sm|np\.random|pd\.(crosstab|cut|pivot\w*|read\w*))\b|(^|\.)((load|read|open|figure|table|plot|draw)\w*"
    r"|mean|std|var|median|quantile|corr|groupby|agg|merge|mwu|mann_whitney|wilcoxon|fisher_exact|\w*test|\w*_ind|\w*confint\w*)$"
)


def computing_calls(source):
    """The calls in a cell that compute a statistic, read a file or draw."""
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call for call in calls if COMPUTES.search(call)]


@pytest.mark.parametrize("name", CALCULATING)
def test_nothing_that_computes_is_removed_from_a_page(name):
    cells = [cell for cell in jupytext.read(BOOK / f"notebooks/{name}.md").cells if cell.cell_type == "code"]
    removed = [cell for cell in cells if any(tag.startswith("remove-") for tag in cell.metadata.get("tags", []))]
    lines = sum(len(cell.source.splitlines()) for cell in cells)
    assert removed
    assert sum(len(cell.source.splitlines()) for cell in removed) <= lines / 5
    assert [call for cell in removed for call in computing_calls(cell.source)] == []


def test_a_call_that_computes_is_seen():
    source = "glue(a=p_value(fisher_exact(t).pvalue), b=x.mean(), c=sns.lineplot(d), e=max(f))"
    assert sorted(computing_calls(source)) == ["fisher_exact", "sns.lineplot", "x.mean"]
