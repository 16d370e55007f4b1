"""What a page's kernel notes of the files behind the page: nothing that is read may be missed."""

import json.tool
import subprocess
import sys

import pandas as pd
import pytest

from prepost.sphinx.opened import EVERYTHING, NOTES, opened


@pytest.fixture
def notes_after(tmp_path):
    """Run some code as a page's kernel does and return what was noted of it."""
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "plain.csv").write_text("wave\npre\n", encoding="utf-8")
    pd.DataFrame({"wave": ["pre"]}).to_parquet(tmp_path / "study" / "forms.parquet")
    (tmp_path / "own.py").write_text("import polars\n", encoding="utf-8")
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "installed.py").write_text("import polars\n", encoding="utf-8")
    (tmp_path / "linked.csv").symlink_to(tmp_path / "study" / "plain.csv")

    def notes_after(code):
        start = f"import os\nos.environ[{NOTES!r}] = 'notes'\nfrom prepost.sphinx.opened import note_opened\nnote_opened()\n"
        subprocess.run([sys.executable, "-c", start + code], cwd=tmp_path, check=True)
        return opened(tmp_path / "notes")

    return notes_after


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("open('study/plain.csv')", "study/plain.csv"),
        ("import pandas; pandas.read_csv('study/plain.csv')", "study/plain.csv"),
        ("import pandas; pandas.read_csv('study/plain.csv', engine='pyarrow')", "study/plain.csv"),
        ("open('linked.csv')", "study/plain.csv"),
        ("open('linked.csv')", "linked.csv"),
        ("import os; os.listdir('study')", "study"),
        ("from pathlib import Path; list(Path('study').glob('*.csv'))", "study"),
        ("import os; os.listdir()", "."),
        ("from pathlib import Path; from prepost.study.counting import open_files; open_files(Path('study/forms.parquet'))", "study/forms.parquet"),
        ("import json.tool", json.tool.__file__),
    ],
)
def test_a_file_or_folder_is_noted_alone(notes_after, tmp_path, code, path):
    read = notes_after(code)
    assert str(tmp_path.resolve() / path) in read
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


@pytest.mark.parametrize("code", ["import formulaic", "import statsmodels.formula.api", "import pandas, scipy.stats, matplotlib.pyplot"])
def test_a_library_that_loads_another_reads_nothing_by_that(notes_after, code):
    assert EVERYTHING not in notes_after(code)


def test_a_process_of_the_same_kind_is_heard_too(notes_after, tmp_path):
    read = notes_after("import multiprocessing as m; p = m.get_context('fork').Process(target=open, args=['study/plain.csv']); p.start(); p.join()")
    assert str(tmp_path / "study/plain.csv") in read and EVERYTHING not in read


def test_what_the_page_has_made_itself_is_not_noted(notes_after, tmp_path):
    made = """
import os, tempfile
from pathlib import Path
Path("made.csv").write_text("1")
Path("made.csv").read_text()
with tempfile.TemporaryDirectory(dir=".") as folder:
    Path(folder, "below").mkdir()
    Path(folder, "below", "made.csv").write_text("2")
    Path(folder, "below", "made.csv").read_text()
    Path(folder, "linked.csv").symlink_to(os.path.abspath("study/plain.csv"))
    Path(folder, "linked.csv").read_text()
    os.listdir(folder)
"""
    read = {path for path in notes_after(made) if path.startswith(str(tmp_path)) and path.endswith(".csv")}
    assert {str(tmp_path / "study/plain.csv")} == {path for path in read if not path.endswith("/linked.csv")}


@pytest.mark.parametrize("code", ["Path('study/plain.csv').write_text('2')", "os.makedirs('study', exist_ok=True)"])
def test_what_was_there_before_the_page_is_noted(notes_after, tmp_path, code):
    read = notes_after(f"import os; from pathlib import Path\nPath('study/plain.csv').read_text()\n{code}\nPath('study/plain.csv').read_text()")
    assert str(tmp_path / "study/plain.csv") in read


def test_looking_for_modules_is_no_listing(notes_after, tmp_path):
    read = notes_after("import sys; sys.path.insert(0, '.')\nimport json\ntry:\n    import nowhere\nexcept ImportError:\n    pass")
    assert str(tmp_path) not in read


def test_nothing_is_known_of_a_page_without_notes(tmp_path):
    assert opened(tmp_path / "no notes") == {EVERYTHING}
