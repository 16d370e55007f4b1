"""What a page's kernel notes of the files behind the page: nothing that is read may be missed."""

import json.tool
import subprocess
import sys
import unicodedata

import pandas as pd
import pyreadstat
import pytest

from prepost.sphinx.contents import content_of, modules_in, variable
from prepost.sphinx.opened import EVERYTHING, NOTES, opened


FROM = "from pathlib import Path;"


@pytest.fixture
def desk(tmp_path):
    """A folder with a study, a module of its own, a library and a link."""
    desk = tmp_path.resolve()
    (desk / "study").mkdir()
    (desk / "study" / "plain.csv").write_text("wave\npre\n", encoding="utf-8")
    pd.DataFrame({"wave": ["pre"]}).to_parquet(desk / "study" / "forms.parquet")
    pyreadstat.write_sav(pd.DataFrame({"answer": [1.0]}), str(desk / "study" / "forms.sav"))
    (desk / "own.py").write_text("import polars\n", encoding="utf-8")
    (desk / "library").mkdir()
    (desk / "library" / "installed.py").write_text("import polars\n", encoding="utf-8")
    (desk / "linked.csv").symlink_to(desk / "study" / "plain.csv")
    return desk


@pytest.fixture
def notes_after(desk):
    """Run some code as a page's kernel does and return what was noted of it."""

    def notes_after(code):
        start = f"import os\nos.environ[{NOTES!r}] = 'notes'\nfrom prepost.sphinx.opened import note_opened\nnote_opened()\n"
        subprocess.run([sys.executable, "-c", start + code], cwd=desk, check=True)
        return opened(desk / "notes")

    return notes_after


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("open('study/plain.csv')", "study/plain.csv"),
        ("import pandas; pandas.read_csv('study/plain.csv')", "study/plain.csv"),
        ("import pandas; pandas.read_csv('study/plain.csv', engine='pyarrow')", "study/plain.csv"),
        ("open('linked.csv')", "study/plain.csv"),
        ("open('linked.csv')", "linked.csv"),
        ("open('study/plain.csv', 'r+')", "study/plain.csv"),
        (
            "try:\n    open('study/plain.csv', 'x')\nexcept FileExistsError:\n    open('study/plain.csv')",
            "study/plain.csv",
        ),
        (f"{FROM} Path('new').mkdir(); list(Path('new').iterdir())", "new"),
        ("import tempfile; os.link('study/plain.csv', tempfile.mkdtemp(dir='.') + '/plain.csv')", "study/plain.csv"),
        ("import ctypes, unicodedata; ctypes.CDLL(unicodedata.__file__)", unicodedata.__file__),
        ("import unicodedata", unicodedata.__file__),
        (f"{FROM} os.makedirs('study', exist_ok=True); Path('study/plain.csv').read_text()", "study/plain.csv"),
        (
            f"{FROM} Path('study/plain.csv').read_text(); Path('study/plain.csv').write_text('2'); open('linked.csv')",
            "linked.csv",
        ),
        ("import os; os.listdir('study')", "study"),
        (f"{FROM} list(Path('study').glob('*.csv'))", "study"),
        ("import os; os.listdir()", "."),
        (
            f"{FROM} from prepost.study.counting import open_files; open_files(Path('study/forms.parquet'))",
            "study/forms.parquet",
        ),
        ("import json.tool", json.tool.__file__),
    ],
)
def test_a_file_or_folder_is_noted_alone(notes_after, desk, code, path):
    read = notes_after(code)
    assert str(desk / path) in read
    assert EVERYTHING not in read


@pytest.mark.parametrize(
    "code",
    [
        "import polars",
        "from duckdb import sql",
        "import pyarrow.csv as reader",
        "import statsmodels.api\nimport polars",
        "import own",
        "import sys; sys.path.append('library'); import installed",
        "import importlib; importlib.import_module('polars')",
        "from importlib import import_module; import_module('pyarrow.csv')",
        "import pandas; pandas.read_parquet('study/forms.parquet')",
        "import pandas; pandas.read_spss('study/forms.sav')",
        "import sqlite3; sqlite3.connect('answers.db')",
        "import sqlite3; sqlite3.connect('file:answers.db?mode=rwc', uri=True)",
        "import sqlite3; sqlite3.connect(':memory:').execute(\"attach 'answers.db' as other\")",
        "import os; os.open('plain.csv', os.O_RDONLY, dir_fd=os.open('study', os.O_RDONLY))",
        "import multiprocessing as m; p = m.get_context('spawn').Process(target=print); p.start(); p.join()",
        "import multiprocessing as m; p = m.get_context('forkserver').Process(target=print); p.start(); p.join()",
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
    ],
)
def test_what_opens_files_out_of_hearing_is_noted_as_reading_everything(notes_after, code):
    assert notes_after(code) == {EVERYTHING}


@pytest.mark.parametrize(
    "code", ["import formulaic", "import statsmodels.formula.api", "import pandas, scipy.stats, matplotlib.pyplot"]
)
def test_a_library_that_loads_another_reads_nothing_by_that(notes_after, code):
    assert EVERYTHING not in notes_after(code)


def test_a_process_of_the_same_kind_is_heard_too(notes_after, desk):
    start = "import multiprocessing as m; p = m.get_context('fork').Process(target=open, args=['study/plain.csv'])"
    read = notes_after(f"{start}; p.start(); p.join()")
    assert str(desk / "study/plain.csv") in read and EVERYTHING not in read


def test_what_the_page_has_made_itself_is_not_noted(notes_after, desk):
    made = """
import os, tempfile
from pathlib import Path
Path("own-made.csv").write_text("1")
Path("own-made.csv").read_text()
with open("own-log.txt", "a") as log:
    log.write("3")
Path("own-unfinished.csv").write_text("4")
os.replace("own-unfinished.csv", "own-finished.csv")
Path("own-finished.csv").read_text()
with tempfile.TemporaryDirectory(prefix="own-", dir=".") as folder:
    Path(folder, "below.csv").write_text("2")
    Path(folder, "below.csv").read_text()
    Path(folder, "linked.csv").symlink_to(os.path.abspath("study/plain.csv"))
    Path(folder, "linked.csv").read_text()
    os.listdir(folder)
"""
    read = notes_after(made)
    assert str(desk / "study/plain.csv") in read, "which a link that is gone led to"
    assert not [path for path in read if "/own-" in path and not path.endswith("/linked.csv")]


def test_what_the_build_makes_below_the_page_is_not_noted_where_folders_are_gone_through(notes_after, desk):
    (desk / "_build" / "html").mkdir(parents=True)
    read = notes_after(f"{FROM} list(Path('.').rglob('*.csv'))")
    assert {str(desk), str(desk / "study")} <= read and not [
        path for path in read if path.startswith(str(desk / "_build"))
    ]


def test_a_folder_in_which_python_looks_for_modules_counts_for_its_modules(notes_after, desk):
    read = notes_after(
        "import sys; sys.path.insert(0, 'library')\ntry:\n    import nowhere\nexcept ImportError:\n    pass"
    )
    assert modules_in(str(desk / "library")) in read and str(desk / "library") not in read


def test_all_variables_are_noted_where_they_are_copied(notes_after, monkeypatch):
    assert variable("*") in notes_after("dict(os.environ)")
    before = content_of(variable("*"))
    monkeypatch.setenv(NOTES, "those of another page")
    assert content_of(variable("*")) == before
    monkeypatch.setenv("WORD", "new")
    assert content_of(variable("*")) != before


def test_a_library_that_asks_in_vain_for_another_reads_nothing_by_that(notes_after):
    assert EVERYTHING not in notes_after("try:\n    import rasterio\nexcept ImportError:\n    pass")


@pytest.mark.parametrize(
    "code", ["os.environ.get('WORD')", "os.getenv('WORD')", "'WORD' in os.environ", "os.environb.get(b'WORD')"]
)
def test_a_variable_is_noted(notes_after, code):
    assert variable("WORD") in notes_after(code)


def test_nothing_is_known_of_a_page_without_notes(tmp_path):
    assert opened(tmp_path / "no notes") == {EVERYTHING}
