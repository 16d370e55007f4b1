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
        ("import sqlite3; sqlite3.connect('answers.db')", "answers.db"),
        ("import os; os.listdir('study')", "study"),
        ("from pathlib import Path; list(Path('study').glob('*.csv'))", "study"),
        ("import os; os.listdir()", "."),
        ("from pathlib import Path; from prepost.study.counting import open_files; open_files(Path('study/forms.parquet'))", "study/forms.parquet"),
        ("import json.tool", json.tool.__file__),
    ],
)
def test_a_file_or_folder_is_noted_alone(notes_after, tmp_path, code, path):
    read = notes_after(code)
    assert str((tmp_path / path).resolve()) in read
    assert EVERYTHING not in read


@pytest.mark.parametrize(
    "code",
    [
        "import polars",
        "from duckdb import sql",
        "import pyarrow.csv as reader",
        "import statsmodels.api\nimport polars",
        "import own",
        "import pandas; pandas.read_parquet('study/forms.parquet')",
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
    ],
)
def test_what_opens_files_out_of_hearing_is_noted_as_reading_everything(notes_after, code):
    assert notes_after(code) == {EVERYTHING}


@pytest.mark.parametrize("code", ["import formulaic", "import statsmodels.formula.api", "import pandas, scipy.stats, matplotlib.pyplot"])
def test_a_library_that_loads_another_reads_nothing_by_that(notes_after, code):
    assert EVERYTHING not in notes_after(code)


def test_looking_for_modules_is_no_listing(notes_after, tmp_path):
    read = notes_after("import sys; sys.path.insert(0, '.')\nimport json\ntry:\n    import nowhere\nexcept ImportError:\n    pass")
    assert str(tmp_path) not in read


def test_nothing_is_known_of_a_page_without_notes(tmp_path):
    assert opened(tmp_path / "no notes") == {EVERYTHING}
