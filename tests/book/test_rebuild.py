"""A plain rebuild shows what changed in a data file or a module, and executes nothing when nothing changed."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

import prepost

from .conftest import BOOK as REPOSITORY
from .conftest import build, to_build

pytestmark = pytest.mark.book

CONFIG = """
title: A small book
execute: {execute_notebooks: force, raise_on_error: true, stderr_output: error, timeout: 600}
only_build_toc_files: true
html: {use_multitoc_numbering: false}
sphinx:
  extra_extensions: [prepost.sphinx]
  config: {prepost_study: study, prepost_modules: [modules], prepost_inputs: ["modules/*.py"]}
"""

HEADER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---
"""

PAGE = (
    HEADER
    + """# A page

```{code-cell} ipython3
import os
from pathlib import Path
from own import WORD
import prepost
STUDY = Path(os.environ["PREPOST_STUDY"])
print("file:", (STUDY / "answers.csv").read_text().strip())
print("files:", len(list(STUDY.iterdir())))
print("module:", WORD)
print("library:", prepost.__version__)
```
"""
)


@pytest.fixture
def book(tmp_path):
    """A book of one page, with its own copy of the library."""
    book = tmp_path / "book"
    for name, text in {
        "_config.yml": CONFIG,
        "_toc.yml": "format: jb-book\nroot: index\n",
        "index.md": PAGE,
        "modules/own.py": "WORD = 'first'\n",
        "study/answers.csv": "1,2,3\n",
    }.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(text, encoding="utf-8")
    shutil.copytree(
        Path(prepost.__file__).parent, book / "library" / "prepost", ignore=shutil.ignore_patterns("__pycache__")
    )
    return book


def shown(book, **environment):
    """Build as a user does, with no option, and return what the page shows and whether it was executed."""
    process = build(book, book, PYTHONPATH=str(book / "library"), **environment)
    assert process.returncode == 0, process.stdout + process.stderr
    html = (book / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    facts = dict(re.findall(r"(file|files|module|library): ([^\n<]+)", html))
    return facts, "Executing notebook" in process.stdout


def test_every_edit_is_shown_and_nothing_runs_without_one(book, tmp_path):
    facts, executed = shown(book)
    assert executed and facts == {"file": "1,2,3", "files": "1", "module": "first", "library": prepost.__version__}

    assert shown(book) == (facts, False)

    old = book / "study" / "answers.csv"
    older = tmp_path / "older.csv"
    older.write_text("4,5,6\n", encoding="utf-8")
    os.utime(older, (1, 1))
    shutil.copy2(older, old)  # its date is before that of the file it replaces: only the content tells
    facts, executed = shown(book)
    assert executed and facts["file"] == "4,5,6"

    (book / "modules" / "own.py").write_text("WORD = 'second'\n", encoding="utf-8")
    assert shown(book)[0]["module"] == "second"

    library = book / "library" / "prepost" / "__init__.py"
    library.write_text(library.read_text(encoding="utf-8").replace(prepost.__version__, "99.0"), encoding="utf-8")
    assert shown(book)[0]["library"] == "99.0"

    (book / "study" / "new.csv").write_text("x\n", encoding="utf-8")
    assert shown(book)[0]["files"] == "2"

    (book / "study" / "new.csv").unlink()
    assert shown(book)[0]["files"] == "1"


SMALL = """# {title}

```{{code-cell}} ipython3
import os
from pathlib import Path
{code}
```
"""
READS = 'print((Path(os.environ["PREPOST_STUDY"]) / "{file}").read_text())'
TABLE = """
```{pages-and-files} What each page read
:label: reads
```
"""


def build_strictly(book, *options, **environment):
    """Build strictly and return the names of the pages that were executed."""
    process = build(
        book, book, *(options or ("-W", "-n", "--keep-going")), PYTHONPATH=str(book / "library"), **environment
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return set(re.findall(r"(\w+)\.md: (?:Executing notebook|Starting inline)", process.stdout))


def executed_after(book, file, text):
    """The pages that are executed after a file of the book was written anew."""
    (book / file).write_text(text, encoding="utf-8")
    return build_strictly(book)


def test_an_edit_executes_exactly_the_pages_that_opened_the_file(book):
    texts = {
        "index": HEADER + SMALL.format(title="Starts a program", code='import subprocess\nsubprocess.run(["true"])'),
        "one": HEADER + SMALL.format(title="One", code=READS.format(file="one.csv") + "\nimport own"),
        "two": HEADER + SMALL.format(title="Two", code=READS.format(file="two.csv") + "\nimport prepost.study.scales"),
        "claims": "# Claims\n\nIt prints {printed}`a`.\n" + TABLE + "\n```{terms} statistics\n```\n",
    }
    study = {
        "one.csv": "1\n",
        "two.csv": "2\n",
        "published/claims.csv": "id,where,says,printed,calculation,note\na,line 1,people,5,,\n",
    }
    (book / "study/published").mkdir()
    for name, text in study.items():
        (book / "study" / name).write_text(text, encoding="utf-8")
    for name, text in texts.items():
        (book / f"{name}.md").write_text(text, encoding="utf-8")
    chapters = "chapters: [{file: one}, {file: two}, {file: claims}]"
    assert executed_after(book, "_toc.yml", f"format: jb-book\nroot: index\n{chapters}\n") == {"index", "one", "two"}
    assert files_read(book) == {
        "Starts a program": "answers.csv, one.csv, two.csv, published/claims.csv",
        "One": "one.csv",
        "Two": "two.csv",
        "Claims": "published/claims.csv",
    }

    assert executed_after(book, "study/one.csv", "3\n") == {"index", "one"}
    assert "3" in (book / "_build/html/one.html").read_text(encoding="utf-8")
    assert executed_after(book, "study/two.csv", "4\n") == {"index", "two"}
    assert executed_after(book, "modules/own.py", "WORD = 'third'\n") == {"index", "one"}
    scales = "library/prepost/study/scales.py"
    assert executed_after(book, scales, (book / scales).read_text(encoding="utf-8") + "\n# edited\n") == {
        "index",
        "two",
    }

    changed = study["published/claims.csv"].replace("5", "6")
    assert executed_after(book, "study/published/claims.csv", changed) == {"index"}
    assert ">6<" in (book / "_build/html/claims.html").read_text(encoding="utf-8")

    assert executed_after(book, "two.md", texts["two"].replace("two.csv", "one.csv")) == {"index", "two"}
    assert files_read(book)["Two"] == "one.csv"

    rebuilt = site_of(book)
    (book / "_build/html/searchindex.js").unlink()
    next((book / "_build/jupyter_execute").rglob("two.ipynb")).unlink()
    assert executed_after(book, "_toc.yml", (book / "_toc.yml").read_text(encoding="utf-8")) == {"index"}
    assert site_of(book) == rebuilt
    shutil.rmtree(book / "_build")
    assert executed_after(book, "_toc.yml", (book / "_toc.yml").read_text(encoding="utf-8")) == {"index", "one", "two"}
    assert site_of(book) == rebuilt


MEETS = """import time
from pathlib import Path
Path("{own}.here").touch()
for _ in range(6000):
    if Path("{other}.here").exists():
        print("met", 1 + 1)
        break
    time.sleep(0.1)
"""


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core executes one page at a time")
def test_two_pages_are_executed_side_by_side(book):
    """Each of the two waits for the other, which comes to nothing where they are executed one after another."""
    for own, other in [("index", "one"), ("one", "index")]:
        text = HEADER + SMALL.format(title=own, code=MEETS.format(own=own, other=other))
        (book / f"{own}.md").write_text(text, encoding="utf-8")
    executed_after(book, "_toc.yml", "format: jb-book\nroot: index\nchapters: [{file: one}]\n")
    assert all("met 2" in (book / f"_build/html/{page}.html").read_text(encoding="utf-8") for page in ("index", "one"))


def site_of(book):
    """Every file of the built site with what is in it."""
    site = book / "_build/html"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def files_read(book):
    """The rows of the table that tells what each page read."""
    page = BeautifulSoup((book / "_build/html/claims.html").read_text(encoding="utf-8"), "html.parser")
    rows = page.select_one("#reads table tbody").select("tr")
    return {row.th.get_text(strip=True): row.td.get_text(strip=True) for row in rows}


PROSE = "A sentence of prose.\n"
OUTSIDE = """
import os
print("file:", open("../outside.csv").read().strip())
print("files:", len(os.listdir("../folder")))
"""


@pytest.fixture
def prose_book(book):
    """A book built once, whose page opens a file and lists a folder that are no inputs of the book, and ends with prose."""
    (book.parent / "folder").mkdir()
    (book.parent / "outside.csv").write_text("1,2,3\n", encoding="utf-8")
    (book / "index.md").write_text(HEADER + SMALL.format(title="A page", code=OUTSIDE) + f"\n{PROSE}", encoding="utf-8")
    assert shown(book) == ({"file": "1,2,3", "files": "0"}, True)
    return book


def edit(book, old, new):
    page = book / "index.md"
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edit_to_prose_executes_nothing_and_the_site_is_that_of_a_clean_build(prose_book):
    edit(prose_book, PROSE, "Another paragraph.\n\nAnother sentence.\n")
    edit(prose_book, "# A page\n", "# Another title\n\nWith lines before the cell.\n")
    assert shown(prose_book) == ({"file": "1,2,3", "files": "0"}, False)
    rebuilt = site_of(prose_book)
    assert b"Another sentence." in rebuilt["index.html"] and PROSE.encode() not in rebuilt["index.html"]
    shutil.rmtree(prose_book / "_build")
    assert shown(prose_book)[1]
    assert site_of(prose_book) == rebuilt


def test_an_edit_to_cells_with_their_options_or_to_the_page_s_settings_executes_it(prose_book):
    edit(prose_book, "import os\nprint", "import os  # to list\nprint")
    assert shown(prose_book)[1], "code"
    edit(prose_book, "ipython3\nimport os", "ipython3\n:tags: [hide-input]\nimport os")
    assert shown(prose_book)[1], "options of a cell"
    edit(prose_book, "Python 3}", "Python 3}\nauthor: another")
    assert shown(prose_book)[1], "settings of the page"


def test_a_file_or_folder_outside_the_book_counts_for_the_pages_that_opened_it(prose_book):
    (prose_book.parent / "outside.csv").write_text("4,5,6\n", encoding="utf-8")
    assert shown(prose_book) == ({"file": "4,5,6", "files": "0"}, True)
    (prose_book.parent / "folder" / "new.csv").touch()
    assert shown(prose_book) == ({"file": "4,5,6", "files": "1"}, True)
    assert not shown(prose_book)[1]


def test_prose_edited_together_with_anything_behind_the_cells_executes_the_page(book):
    (book / "index.md").write_text(f"{PAGE}\n{PROSE}", encoding="utf-8")
    shown(book)
    mathml = "library/prepost/sphinx/mathml.py"
    for file, text in {
        "study/answers.csv": "4,5,6\n",
        "study/new.csv": "x\n",
        "modules/own.py": "WORD = 'second'\n",
        "library/something-2.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: something\nVersion: 2.0\n",
        mathml: (book / mathml).read_text(encoding="utf-8") + "\n# edited\n",
        "_config.yml": CONFIG.replace("timeout: 600", "timeout: 99"),
    }.items():
        edit(book, PROSE, f"{PROSE}Edited with {file}.\n")
        (book / file).parent.mkdir(exist_ok=True)
        (book / file).write_text(text, encoding="utf-8")
        assert shown(book)[1], file
    edit(book, PROSE, f"{PROSE}Edited alone.\n")
    assert not shown(book)[1]


def test_another_time_zone_or_language_executes_a_page(prose_book):
    edit(prose_book, PROSE, "Edited elsewhere.\n")
    assert shown(prose_book, TZ="Pacific/Auckland")[1]
    assert shown(prose_book, TZ="Pacific/Auckland", LC_TIME="de_DE.UTF-8")[1], "nobody has edited the page"
    edit(prose_book, "elsewhere", "at home")
    assert shown(prose_book)[1]


def test_a_variable_for_which_a_cell_asks_counts(prose_book):
    edit(prose_book, "import os\nprint", "import os\nprint('module:', os.environ.get('WORD', 'none'))\nprint")
    assert shown(prose_book)[0]["module"] == "none"
    assert not shown(prose_book, ANOTHER="one")[1]
    facts, executed = shown(prose_book, WORD="first")
    assert executed and facts["module"] == "first"


def test_a_page_that_starts_a_program_is_executed_with_its_prose(prose_book):
    edit(prose_book, "import os\n", "import os, subprocess\nsubprocess.run(['true'])\n")
    shown(prose_book)
    edit(prose_book, PROSE, "Another sentence.\n")
    assert shown(prose_book)[1]


def test_files_that_other_programs_or_engines_open_count_too(book):
    """DuckDB and polars open files themselves, unheard by Python: one called by the library, one by a cell."""
    study = (REPOSITORY / "data/newham/study.yml").read_text(encoding="utf-8")
    answers = pd.read_csv(REPOSITORY / "data/newham/responses.csv", dtype=str, keep_default_na=False)
    answers.to_parquet(book / "study/responses.parquet")
    (book / "study/study.yml").write_text(study, encoding="utf-8")
    (book / "study/answers.csv").write_text("answer\n1\n", encoding="utf-8")
    start = "import os\nfrom prepost.study import load_study\n"
    library = (
        start + "print('file:', load_study(os.environ['PREPOST_STUDY'], only=['responses']).counts('know_health', {}))"
    )
    cell = "import polars\nprint('file:', polars.read_csv(os.environ['PREPOST_STUDY'] + '/answers.csv').item())"
    (book / "index.md").write_text(HEADER + SMALL.format(title="By the library", code=library), encoding="utf-8")
    (book / "own.md").write_text(HEADER + SMALL.format(title="By a cell", code=cell), encoding="utf-8")
    assert executed_after(book, "_toc.yml", "format: jb-book\nroot: index\nchapters: [{file: own}]\n") == {
        "index",
        "own",
    }

    assert executed_after(book, "study/answers.csv", "answer\n2\n") == {"own"}
    assert "file: 2" in (book / "_build/html/own.html").read_text(encoding="utf-8")
    before = (book / "_build/html/index.html").read_text(encoding="utf-8")
    answers.iloc[10:].to_parquet(book / "study/responses.parquet")
    assert "index" in executed_after(book, "study/answers.csv", "answer\n2\n")
    assert (book / "_build/html/index.html").read_text(encoding="utf-8") != before


def test_outputs_of_a_page_that_changes_what_it_has_read_are_not_kept(book):
    """As if someone had edited the file while the page was executed: nobody knows which of the two it had read."""
    page = PAGE.replace('print("files', '(STUDY / "answers.csv").write_text("4,5,6")\nprint("files') + f"\n{PROSE}"
    (book / "index.md").write_text(page, encoding="utf-8")
    assert shown(book)[0]["file"] == "1,2,3"
    assert not list((book / "_build/.doctrees/kept").rglob("*.json"))
    edit(book, PROSE, "Another sentence.\n")
    assert shown(book)[0]["file"] == "4,5,6"


def test_a_slip_in_the_prose_costs_no_execution_when_it_is_mended(prose_book):
    strict = ("-W", "-n", "--keep-going")
    environment = {"PYTHONPATH": str(prose_book / "library")}
    edit(prose_book, PROSE, "See {ref}`nowhere`.\n")
    assert build(prose_book, prose_book, *strict, **environment).returncode != 0
    edit(prose_book, "See {ref}`nowhere`.\n", "Mended.\n")
    process = build(prose_book, prose_book, *strict, **environment)
    assert process.returncode == 0 and "Executing notebook" not in process.stdout

    edit(prose_book, "Mended.\n", "See {ref}`nowhere`.\n")
    assert build(prose_book, prose_book, *strict, **environment).returncode != 0
    edit(prose_book, "See {ref}`nowhere`.\n", "Mended again.\n")
    (prose_book.parent / "outside.csv").write_text("4,5,6\n", encoding="utf-8")
    assert shown(prose_book) == ({"file": "4,5,6", "files": "0"}, True)


def test_what_another_builder_has_read_is_written(book):
    """`make site` reads the pages for the PDF first; what the site shows must not be older."""
    shown(book)
    (book / "study/answers.csv").write_text("4,5,6\n", encoding="utf-8")
    assert build(book, book, "--builder", "singlehtml", PYTHONPATH=str(book / "library")).returncode == 0
    facts, executed = shown(book)
    assert facts["file"] == "4,5,6" and not executed


def test_an_edited_style_sheet_is_published_and_named_anew_without_executing_anything(book):
    sheet = book / "_static/own.css"
    sheet.parent.mkdir()
    sheet.write_text("p { color: black }", encoding="utf-8")
    shown(book)
    page = book / "_build/html/index.html"
    named = re.compile(r"own\.css\?v=\w+")
    before = named.search(page.read_text(encoding="utf-8")).group()
    sheet.write_text("p { color: navy }", encoding="utf-8")
    assert not shown(book)[1]
    assert "navy" in (book / "_build/html/_static/own.css").read_text(encoding="utf-8")
    assert named.search(page.read_text(encoding="utf-8")).group() != before


def test_a_build_that_was_broken_off_leaves_nothing_old(book):
    page = PAGE.replace("STUDY = ", 'if Path("break").exists():\n    os.kill(os.getppid(), 9)\nSTUDY = ')
    (book / "index.md").write_text(page, encoding="utf-8")
    shown(book)
    (book / "study/answers.csv").write_text("4,5,6\n", encoding="utf-8")
    (book / "break").touch()
    assert build(book, book, PYTHONPATH=str(book / "library")).returncode == -signal.SIGKILL
    (book / "break").unlink()
    assert shown(book)[0]["file"] == "4,5,6"


def test_files_of_the_package_that_are_no_modules_and_other_versions_of_software_count(book):
    start = '(Path(prepost.__file__).parent / "report/voices.js").read_text()[:9]'
    (book / "index.md").write_text(PAGE.replace("prepost.__version__", start), encoding="utf-8")
    shown(book)
    script = book / "library/prepost/report/voices.js"
    script.write_text("// edited" + script.read_text(encoding="utf-8"), encoding="utf-8")
    facts, executed = shown(book)
    assert executed and facts["library"] == "// edited"

    installed = book / "library/something-2.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: something\nVersion: 2.0\n", encoding="utf-8")
    assert shown(book) == (facts, True)


def test_another_study_folder_is_read(book, tmp_path):
    shown(book)
    other = tmp_path / "other"
    other.mkdir()
    (other / "answers.csv").write_text("7\n", encoding="utf-8")
    assert shown(book, PREPOST_STUDY=str(other))[0]["file"] == "7"


def test_a_missing_study_folder_is_named(book, tmp_path):
    process = build(book, book, PREPOST_STUDY=str(tmp_path / "nowhere"))
    assert process.returncode != 0
    assert "PREPOST_STUDY names the study folder" in process.stdout + process.stderr


def test_a_failing_cell_fails_the_build(book):
    (book / "index.md").write_text(HEADER + "# A page\n\n```{code-cell} ipython3\n1 / 0\n```\n", encoding="utf-8")
    process = build(book, book)
    assert process.returncode != 0
    assert "ZeroDivisionError" in process.stdout + process.stderr


def test_a_warning_is_not_forgotten_by_the_next_build(book):
    (book / "index.md").write_text(HEADER + "# A page\n\nSee {ref}`nowhere`.\n", encoding="utf-8")
    for _ in range(2):
        assert build(book, book, "-W", "-n", "--keep-going").returncode != 0


def test_what_a_cell_loads_from_a_file_counts(book):
    (book / "cell.py").write_text("print('file:', 'first')\n", encoding="utf-8")
    cell = "```{code-cell} ipython3\n:load: cell.py\n```\n"
    (book / "index.md").write_text(HEADER + f"# A page\n\n{cell}", encoding="utf-8")
    assert shown(book)[0]["file"] == "first"
    (book / "cell.py").write_text("print('file:', 'second')\n", encoding="utf-8")
    assert shown(book)[0]["file"] == "second"
    assert not shown(book)[1]


def test_links_that_lead_nowhere_or_back_and_pipes_are_passed_over(book):
    (book / "study/back").symlink_to(book / "study")
    (book / "study/nowhere").symlink_to(book / "study/not there")
    os.mkfifo(book / "study/pipe")
    (book / "modules/own.py").write_text("WORD = 'linked'\n", encoding="utf-8")
    facts, executed = shown(book)
    assert executed and facts["files"] == "4"
    assert not shown(book)[1]


def test_a_page_whose_kernel_notes_nothing_is_executed_every_time(book):
    """As a kernel of another language would: nothing is known of what it reads."""
    silent = book / "jupyter/kernels/silent"
    silent.mkdir(parents=True)
    command = ["env", "-u", "PREPOST_OPENED", sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": command, "display_name": "Silent", "language": "python"}
    (silent / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    (book / "index.md").write_text(PAGE.replace("name: python3", "name: silent"), encoding="utf-8")
    environment = {"JUPYTER_PATH": str(book / "jupyter")}
    assert shown(book, **environment)[1]
    (book / "study/answers.csv").write_text("4,5,6\n", encoding="utf-8")
    assert shown(book, **environment)[0]["file"] == "4,5,6"
    assert shown(book, **environment)[1]


FIGURE = """
```{{code-cell}} ipython3
from IPython.display import HTML, display
display(HTML('<figure class="prepost-figure" id="fig-{label}" data-kind="figure"><figcaption><span class="prepost-number" '
             'data-label="fig-{label}"></span> A figure </figcaption></figure>'))
```
"""


def test_pages_that_show_something_of_an_edited_page_are_written_too(book):
    """Numbers of figures, titles and the order of pages stand on other pages as well."""
    texts = {
        "index": "# Start\n",
        "one": "# One\n" + FIGURE.format(label="a"),
        "two": "# Two\n" + FIGURE.format(label="b"),
    }
    texts["last"] = "# Last\n\nSee {numref}`fig-b` and {ref}`called`.\n"
    texts["two"] = texts["two"].replace("# Two", "(called)=\n# Two")
    for name, text in texts.items():
        (book / f"{name}.md").write_text(HEADER + text, encoding="utf-8")
    toc = "format: jb-book\nroot: index\nchapters: [{file: one}, {file: two}, {file: last}]\n"
    executed_after(book, "_toc.yml", toc)
    for file, text, shown_last in [
        ("one.md", HEADER + texts["one"] + FIGURE.format(label="new"), "3"),
        ("two.md", HEADER + texts["two"].replace("# Two", "# Another title"), "Another title"),
        ("_toc.yml", toc.replace("{file: one}, {file: two}", "{file: two}, {file: one}"), "1"),
    ]:
        executed_after(book, file, text)
        page = BeautifulSoup((book / "_build/html/last.html").read_text(encoding="utf-8"), "html.parser")
        assert shown_last in page.select_one("article").get_text()
        rebuilt = site_of(book)
        shutil.rmtree(book / "_build")
        executed_after(book, file, text)
        assert site_of(book) == rebuilt


def test_a_cell_may_call_the_shell(book):
    (book / "index.md").write_text(
        HEADER + "# A page\n\n```{code-cell} ipython3\n!echo file: told\n```\n", encoding="utf-8"
    )
    assert shown(book)[0]["file"].strip() == "told"
    assert shown(book)[1], "what a shell reads is not known"


def pages(book, **texts):
    """Write pages, `index` first, and the table of contents."""
    for name, text in texts.items():
        (book / f"{name}.md").write_text(HEADER + text, encoding="utf-8")
    chapters = "".join(f"\n- file: {name}" for name in list(texts)[1:])
    toc = "format: jb-book\nroot: index\n" + (f"chapters:{chapters}\n" if chapters else "")
    (book / "_toc.yml").write_text(toc, encoding="utf-8")


def assert_site_is_that_of_a_clean_build(book, *options):
    rebuilt = site_of(book)
    shutil.rmtree(book / "_build")
    build_strictly(book, *options)
    clean = site_of(book)
    assert rebuilt.keys() == clean.keys()
    assert [name for name in clean if rebuilt[name] != clean[name]] == []


def put_older(path, content):
    """Write a file that is older than anything that was built."""
    path.write_bytes(content)
    os.utime(path, (1, 1))


def png(grey):
    """A picture of one point."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("L", (1, 1), grey).save(file, "png")
    return file.getvalue()


def test_texts_pictures_and_what_pages_include_count_by_content_not_date(book):
    include = "```{include} part.txt\n```\n\n```{literalinclude} modules/own.py\n```\n\n"
    include += "![A point](point.png)\n\n{download}`study/answers.csv`\n"
    pages(book, index=f"# Start\n\n{include}", one="# One\n\n1\n", two="# Two\n\n2\n")
    put_older(book / "part.txt", b"First\n")
    put_older(book / "point.png", png(1))
    build_strictly(book)
    (book / "one.md").rename(book / "three.md")
    (book / "two.md").rename(book / "one.md")
    (book / "three.md").rename(book / "two.md")
    put_older(book / "part.txt", b"Other\n")
    put_older(book / "point.png", png(2))
    put_older(book / "modules/own.py", b"WORD = 'other'\n")
    put_older(book / "study/answers.csv", b"4,5,6\n")
    build_strictly(book)
    assert "<h1>Two" in (book / "_build/html/one.html").read_text(encoding="utf-8")
    assert "Other" in (book / "_build/html/index.html").read_text(encoding="utf-8")
    assert_site_is_that_of_a_clean_build(book)


WAITS = """import os, time
Path("reached").write_text(str(os.getppid()))
for _ in range(12000):
    if os.path.exists("go"):
        break
    time.sleep(0.05)
"""


@pytest.fixture
def begin(book):
    """Return a function that begins to build in a process of its own."""
    processes = []

    def begin(*options):
        environment = os.environ | {"PYTHONPATH": str(book / "library")}
        command = to_build(book, book, *options)
        process = subprocess.Popen(
            command, cwd=book, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def reached(book):
    """Wait until a page is being executed that waits, and return the process that reads it."""
    mark = book / "reached"
    until(lambda: mark.exists() and mark.read_text(encoding="utf-8"))
    return int(mark.read_text(encoding="utf-8"))


def until(happens, seconds=600):
    """Wait until something happens."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(0.05)


def runs(process):
    """Whether a process is running still: one that has ended, though nobody has asked for its result, does not."""
    status = Path(f"/proc/{process}/stat")
    return status.is_file() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_what_is_edited_while_a_page_is_executed_is_shown_by_the_next_build(book, begin):
    code = 'print("file:", Path("../outside.csv").read_text())\n' + WAITS
    (book.parent / "outside.csv").write_text("1", encoding="utf-8")
    pages(book, index=SMALL.format(title="A page", code=code) + "\nmodule: first\n")
    building = begin()
    reached(book)
    edit(book, "module: first", "module: second")
    (book.parent / "outside.csv").write_text("2", encoding="utf-8")
    (book / "go").touch()
    building.communicate()
    assert building.returncode == 0
    assert "module: first" in (book / "_build/html/index.html").read_text(encoding="utf-8")
    assert shown(book) == ({"file": "2", "module": "second"}, True)


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="no list of processes")
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core executes one page at a time")
def test_pages_are_read_no_further_when_the_build_is_killed(book, begin):
    pages(book, index=SMALL.format(title="A page", code=WAITS), one="# One\n")
    building = begin()
    reading = reached(book)
    assert runs(reading) and reading != building.pid
    building.kill()
    building.communicate()
    until(lambda: not runs(reading), seconds=60)


def test_a_second_build_waits_for_the_first(book, begin):
    pages(book, index=SMALL.format(title="A page", code=WAITS) + "\nmodule: first\n")
    first = begin()
    reading = reached(book)
    edit(book, "module: first", "module: second")
    second = begin()
    for line in second.stdout:
        if "Another build of this book is at work" in line:
            break
    time.sleep(2)  # time enough to begin, if it did not wait
    assert reached(book) == reading and second.poll() is None
    (book / "go").touch()
    first.communicate()
    told, _ = second.communicate()
    assert (first.returncode, second.returncode) == (0, 0) and "build succeeded" in told
    assert "module: second" in (book / "_build/html/index.html").read_text(encoding="utf-8")


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, {height}])\nplt.show()"


def test_nothing_of_pages_pictures_and_files_that_are_gone_stays_in_the_site_and_nothing_is_lost(book):
    (book / "_static").mkdir()
    for name in ("one.css", "two.css", "more/three.js"):
        (book / "_static" / name).parent.mkdir(exist_ok=True)
        (book / "_static" / name).write_text("p {}" if name.endswith("css") else "1", encoding="utf-8")
    download = "\n{download}`study/answers.csv`\n"
    pages(book, index="# Start\n", one=SMALL.format(title="One", code=PLOT.format(height=2)), two=f"# Two\n{download}")
    build_strictly(book)
    (book / "_static/two.css").unlink()
    shutil.rmtree(book / "_static/more")
    (book / "two.md").unlink()
    pages(book, index="# Start\n", one=SMALL.format(title="One", code=PLOT.format(height=3)), folder_three="# Three\n")
    build_strictly(book)
    assert_site_is_that_of_a_clean_build(book)
    for lost in ("_images", "_static"):
        before = site_of(book)
        shutil.rmtree(book / "_build/html" / lost)
        assert build_strictly(book) == set()
        assert site_of(book) == before, lost


def test_an_edit_to_what_the_builder_imports_of_the_library_writes_pages_and_executes_none(book):
    reads = SMALL.format(title="Reads", code=READS.format(file="answers.csv"))
    pages(book, index=f"# Start\n{TABLE}", one=reads, two="# Two\n\n```{terms} verdicts\n```\n")
    build_strictly(book)
    for file, old, new, page in [
        ("audit/claims_ledger.py", "No whole numbers", "None of the numbers", "two"),
        ("report/show.py", "prepost-table", "prepost-another", "index"),
    ]:
        path = book / "library/prepost" / file
        text = path.read_text(encoding="utf-8")
        old, new = (old, new) if old in text else (old[0].lower() + old[1:], new[0].lower() + new[1:])
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert build_strictly(book) == set(), file
        assert new[1:] in (book / f"_build/html/{page}.html").read_text(encoding="utf-8")
    assert_site_is_that_of_a_clean_build(book)


def test_a_module_of_the_same_size_and_date_counts(book):
    shown(book)
    module = book / "modules/own.py"
    date = module.stat().st_mtime_ns
    module.write_text("WORD = 'fifth'\n", encoding="utf-8")
    os.utime(module, ns=(date, date))
    facts, executed = shown(book)
    assert executed and facts["module"] == "fifth"


def test_a_link_that_is_led_elsewhere_counts(book):
    for folder in (book / "study", book.parent):
        for version in ("one", "two"):
            (folder / version).mkdir()
            (folder / version / "a.csv").write_text(version, encoding="utf-8")
        (folder / "current").symlink_to("one")
    code = 'print("file:", (Path("study/current/a.csv")).read_text())\nprint("files:", Path("../current/a.csv").read_text())'
    pages(book, index=SMALL.format(title="A page", code=code))
    assert shown(book)[0] == {"file": "one", "files": "one"}
    for folder, expected in [
        (book / "study", {"file": "two", "files": "one"}),
        (book.parent, {"file": "two", "files": "two"}),
    ]:
        link = folder / "current"
        link.unlink()
        link.symlink_to("two")
        assert shown(book) == (expected, True)


def test_a_module_or_setting_that_appears_beside_a_page_counts(book):
    code = """import matplotlib.pyplot as plt
try:
    from beside import WORD
except ImportError:
    from own import WORD
print("module:", WORD)
print("file:", plt.rcParams["font.size"])"""
    pages(book, index=SMALL.format(title="A page", code=code))
    assert shown(book)[0] == {"module": "first", "file": "10.0"}
    (book / "beside.py").write_text("WORD = 'nearer'\n", encoding="utf-8")
    assert shown(book)[0]["module"] == "nearer"
    (book / "matplotlibrc").write_text("font.size: 20\n", encoding="utf-8")
    assert shown(book)[0]["file"] == "20.0"
    (book / "beside.py").unlink()
    (book / "modules/own").mkdir()
    (book / "modules/own/__init__.py").write_text("WORD = 'package'\n", encoding="utf-8")
    assert shown(book)[0]["module"] == "package"


def test_a_module_that_appears_where_only_the_page_looks_for_modules_counts(book):
    (book.parent / "elsewhere").mkdir()
    code = """import sys
sys.path.append("../elsewhere")
try:
    import late
    print("module:", late.WORD)
except ImportError:
    print("module:", 0)"""
    pages(book, index=SMALL.format(title="A page", code=code))
    assert shown(book)[0] == {"module": "0"}
    assert not shown(book)[1]
    module = book.parent / "elsewhere/late.py"
    module.write_text("WORD = 1\n", encoding="utf-8")
    assert shown(book) == ({"module": "1"}, True)
    date = module.stat().st_mtime_ns
    module.write_text("WORD = 2\n", encoding="utf-8")
    os.utime(module, ns=(date, date))
    assert shown(book) == ({"module": "2"}, True)


def test_a_page_of_which_nothing_was_kept_is_executed(prose_book):
    shutil.rmtree(prose_book / "_build/.doctrees/kept")
    (prose_book.parent / "outside.csv").write_text("4,5,6\n", encoding="utf-8")
    assert shown(prose_book) == ({"file": "4,5,6", "files": "0"}, True)
    assert not shown(prose_book)[1]


def test_a_package_installed_anew_with_the_same_version_counts(book):
    installed = book / "library/something-2.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: something\nVersion: 2.0\n", encoding="utf-8")
    (installed / "RECORD").write_text("something.py,sha256=1,1\n", encoding="utf-8")
    shown(book)
    assert not shown(book)[1]
    (installed / "RECORD").write_text("something.py,sha256=2,1\n", encoding="utf-8")
    assert shown(book)[1]


def test_jupyter_book_s_own_cache_is_refused(book):
    (book / "_config.yml").write_text(CONFIG.replace("force", "cache"), encoding="utf-8")
    process = build(book, book, PYTHONPATH=str(book / "library"))
    assert process.returncode != 0 and "Write force" in process.stdout + process.stderr
    (book / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (book / "index.md").write_text(
        PAGE.replace("kernelspec:", "mystnb: {execution_mode: cache}\nkernelspec:"), encoding="utf-8"
    )
    process = build(book, book, PYTHONPATH=str(book / "library"))
    assert process.returncode != 0 and "Write force" in process.stdout + process.stderr


def test_pages_with_values_in_their_prose_are_executed_every_time(book):
    """With `execute_notebooks: inline` cells are executed while the page is read, and nothing of them is kept."""
    (book / "_config.yml").write_text(CONFIG.replace("force", "inline"), encoding="utf-8")
    (book.parent / "outside.csv").write_text("1", encoding="utf-8")
    code = 'word = Path("../outside.csv").read_text()'
    pages(book, index=SMALL.format(title="A page", code=code) + "\nfile: {eval}`word`\n")
    assert build_strictly(book) == {"index"}
    (book.parent / "outside.csv").write_text("2", encoding="utf-8")
    assert build_strictly(book) == {"index"}
    text = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser").get_text()
    assert re.search(r"file:\s+'?2", text)


def test_everything_is_executed_where_a_fresh_build_is_asked_for(book):
    shown(book)
    assert build_strictly(book, "--all") == {"index"}
    assert build_strictly(book) == set()


def test_a_page_tells_the_same_of_executions_after_an_edit_to_its_prose(book):
    """MyST-NB's table of executions lists the pages whose outputs were kept as well."""
    pages(book, index="# Start\n\n```{nb-exec-table}\n```\n", one=SMALL.format(title="One", code="1") + f"\n{PROSE}")
    build_strictly(book)
    before = (book / "_build/html/index.html").read_text(encoding="utf-8")
    pages(book, index="# Start\n\n```{nb-exec-table}\n```\n", one=SMALL.format(title="One", code="1") + "\nEdited.\n")
    assert build_strictly(book) == set()
    table = BeautifulSoup(before, "html.parser").select_one("article table")
    after = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser").select_one(
        "article table"
    )
    assert "force" in table.get_text() and after.get_text() == table.get_text()


def test_what_a_page_shows_of_another_s_values_and_files_is_never_older(book):
    glued = 'from myst_nb import glue\nglue("word", (Path(os.environ["PREPOST_STUDY"]) / "answers.csv").read_text(), display=False)'
    texts = {
        "index": "# Start\n\n```{glue} word\n:doc: one.md\n```\n",
        "one": SMALL.format(title="One", code=glued),
        "two": SMALL.format(title="Two", code=READS.format(file="answers.csv")),
        "claims": f"# Claims\n{TABLE}",
    }
    pages(book, **texts)
    build_strictly(book)
    (book / "study/answers.csv").write_text("4,5,6\n", encoding="utf-8")
    assert build_strictly(book) == {"one", "two"}
    assert "4,5,6" in (book / "_build/html/index.html").read_text(encoding="utf-8")
    pages(book, index=texts["index"], two=texts["two"], one=texts["one"], claims=texts["claims"])
    build_strictly(book)
    assert list(files_read(book)) == ["Two", "One"]
    assert_site_is_that_of_a_clean_build(book)


def test_pictures_of_the_same_name_are_told_apart_in_the_order_of_pages(book):
    """Not in the order in which their pages happen to be done."""
    waits = "import time\ntime.sleep({seconds})"
    texts = {"index": "# Start\n"}
    for page, seconds in [("a", 3), ("b", 0)]:
        (book / page).mkdir()
        (book / page / "point.png").write_bytes(png(len(texts)))
        texts[page] = SMALL.format(title=page, code=waits.format(seconds=seconds)) + f"\n![A point]({page}/point.png)\n"
    pages(book, **texts)
    build_strictly(book)
    shown_on = {page: (book / f"_build/html/{page}.html").read_text(encoding="utf-8") for page in "ab"}
    assert "_images/point.png" in shown_on["a"] and "_images/point1.png" in shown_on["b"]


def test_citations_headings_and_equations_on_other_pages_are_those_of_a_clean_build(book):
    sources_file = book / "refs.bib"
    sources_file.write_text("@misc{a, author={Zed, Zoe}, title={Zeds}, year={2001}}\n", encoding="utf-8")
    config = CONFIG.replace("study,", "study, numfig: false, myst_heading_anchors: 2,")
    (book / "_config.yml").write_text(f"{config}\nbibtex_bibfiles: [refs.bib]\n", encoding="utf-8")
    equations = "```{math}\n:label: one\n1\n```\n\n```{math}\n:label: two\n2\n```\n"
    start = "# Start\n\nSee {cite}`a`, {eq}`two` and [](one.md#a-heading).\n"
    sources = "# Sources\n\n```{bibliography}\n```\n"
    pages(book, index=start, one=f"# One\n\n## A heading\n\n{equations}", two=sources)
    options = ("-W", "--keep-going")
    build_strictly(book, *options)
    swapped = equations.replace("two", "three").replace("one", "two").replace("three", "one")
    cited = sources.replace("\n\n", "\n\nAs {cite}`a` says.\n\n", 1)
    for page, text in [("one", f"# One\n\n## A Heading!\n\n{swapped}"), ("two", cited)]:
        (book / f"{page}.md").write_text(HEADER + text, encoding="utf-8")
        build_strictly(book, *options)
        assert_site_is_that_of_a_clean_build(book, *options)
    date = sources_file.stat().st_mtime_ns
    sources_file.write_text(sources_file.read_text(encoding="utf-8").replace("Zeds", "Zets"), encoding="utf-8")
    os.utime(sources_file, ns=(date, date))
    build_strictly(book, *options)
    assert "Zets" in (book / "_build/html/two.html").read_text(encoding="utf-8")


def test_the_table_of_contents_and_templates_count_on_every_page(book):
    template = book / "_templates/sections/footer.html"
    template.parent.mkdir(parents=True)
    template.write_text("First footer", encoding="utf-8")
    (book / "_config.yml").write_text(
        CONFIG.replace("study,", "study, templates_path: [_templates],"), encoding="utf-8"
    )
    pages(book, index="# Start\n", one=SMALL.format(title="One", code="1"), two="# Two\n")
    toc = "format: jb-book\nroot: index\nparts:\n- caption: {caption}\n  chapters: [{{file: one{title}}}, {{file: two}}]\n"
    (book / "_toc.yml").write_text(toc.format(caption="Some", title=""), encoding="utf-8")
    build_strictly(book)
    (book / "_toc.yml").write_text(toc.format(caption="Others", title=", title: Unity"), encoding="utf-8")
    assert build_strictly(book) == set()
    page = (book / "_build/html/two.html").read_text(encoding="utf-8")
    assert "Others" in page and "Unity" in page
    put_older(template, b"Second footer")
    assert build_strictly(book) == set()
    assert "Second footer" in (book / "_build/html/two.html").read_text(encoding="utf-8")
    assert_site_is_that_of_a_clean_build(book)


def test_what_a_book_brings_along_itself_stays_and_goes_with_it(book):
    brought = {"_static/book.css": b"p {}", "_static/locales/own.json": b"{}", "_static/own.html": b'<th class="head">'}
    brought["extra/robots.txt"] = b"no"
    for name, content in (brought | {"extra/latin.html": "<p>caf\xe9</p>".encode("latin-1")}).items():
        (book / name).parent.mkdir(exist_ok=True, parents=True)
        (book / name).write_bytes(content)
    config = CONFIG.replace("study,", "study, html_extra_path: [extra],")
    (book / "_config.yml").write_text(config, encoding="utf-8")
    pages(book, index="# Start\n")
    build_strictly(book)
    site = site_of(book)
    assert {name.removeprefix("extra/"): content for name, content in brought.items()}.items() <= site.items()
    for name in ("_static/book.css", "extra/robots.txt"):
        (book / name).unlink()
    build_strictly(book)
    assert "_static/book.css" in site_of(book), "the package has one of the same name"
    assert_site_is_that_of_a_clean_build(book)


def test_files_of_editors_beside_the_data_execute_nothing(book):
    shown(book)
    for name in (".answers.csv.swp", ".~lock.answers.csv#", "~$answers.xlsx", ".DS_Store"):
        (book / "study" / name).touch()
    facts, executed = shown(book)
    assert not executed


def test_two_books_in_one_process_are_built_apart(book, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(book, other)
    (other / "study/answers.csv").write_text("7,8,9\n", encoding="utf-8")
    (book / "study").rename(book / "not there")
    code = """
import sys
from pathlib import Path
from jupyter_book.cli.main import main
def build(folder):
    try:
        main(["build", str(folder), "--path-output", str(folder)], standalone_mode=False)
    except Exception as error:
        print("failed:", error)
book, other = map(Path, sys.argv[1:])
build(book)
(book / "not there").rename(book / "study")
build(book)
build(other)
"""
    environment = os.environ | {"PYTHONPATH": str(book / "library")}
    process = subprocess.run(
        [sys.executable, "-c", code, book, other],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    assert process.stdout.count("build succeeded") == 2, process.stdout + process.stderr
    told = [(folder / "_build/html/index.html").read_text(encoding="utf-8") for folder in (book, other)]
    assert "file: 1,2,3" in told[0] and "file: 7,8,9" in told[1]
