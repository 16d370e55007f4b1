"""From questionnaires in a Parquet file to the table of all comparisons: counted where they lie, or held as rows."""

from pathlib import Path
from tempfile import gettempdir

import numpy as np

from benchmarks.measure import Case

__all__ = ["cases"]

STATEMENTS = 10
SIZES = (10**5, 10**6, 10**7, 10**8)  # answers; a form holds ten
HELD_AT_MOST = 10**7
RUNS = 5
ROWS_AT_A_TIME = 1_000_000
WAVES = ("pre", "post", "follow_up")
SETTINGS = """\
title: Made-up answers, to measure how long counting takes
scale: {1: Strongly disagree, 2: "", 3: "", 4: Strongly agree}
domains: {all: All statements}
waves: [pre, post, follow_up]
comparisons:
  pre_post: {first: {wave: pre}, second: {wave: post}}
  pre_follow_up: {first: {wave: pre}, second: {wave: follow_up}}
  post_follow_up: {first: {wave: post}, second: {wave: follow_up}}
statements:
"""


def cases() -> list[Case]:
    """The cases, smallest first."""
    name, unit = f"From Parquet to all comparisons of {STATEMENTS} statements", "answers"
    found = []
    for size in SIZES:
        found.append(Case(name, "prepost compare (DuckDB counts)", "counting:compare", (size,), size, unit, runs=RUNS))
        if size <= HELD_AT_MOST:
            found.append(
                Case(name, "pandas rows, scipy.stats.mannwhitneyu", "counting:held_rows", (size,), size, unit, runs=3)
            )
    return found


def made_up(answers: int) -> Path:
    """A study folder with that many answers in responses.parquet; made once, kept in the system's temporary folder."""
    folder = Path(gettempdir(), "prepost-benchmarks", str(answers))
    if not (folder / "study.yml").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_forms(folder / "responses.parquet", answers // STATEMENTS)
        statements = "".join(f"  - {{id: q{i}, domain: all, text: Statement {i}}}\n" for i in range(STATEMENTS))
        (folder / "study.yml").write_text(SETTINGS + statements, encoding="utf-8")
    return folder


def _write_forms(path: Path, forms: int) -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    random = np.random.default_rng(1)
    writer = None
    for start in range(0, forms, ROWS_AT_A_TIME):
        rows = min(ROWS_AT_A_TIME, forms - start)
        columns = {"wave": np.array(WAVES)[random.choice(len(WAVES), rows, p=[0.47, 0.41, 0.12])]}
        answers = {
            f"q{i}": pyarrow.array(random.integers(1, 5, rows, dtype=np.int8), mask=random.random(rows) < 0.02)
            for i in range(STATEMENTS)
        }
        table = pyarrow.table(columns | answers)
        writer = writer or ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def compare(answers: int):
    """What `prepost compare` does."""
    folder = _made_elsewhere(answers)

    def run():
        from prepost.report.compare import compare, to_csv
        from prepost.study import load_study

        return to_csv(compare(load_study(folder)))

    return run


def held_rows(answers: int):
    """The p-values alone, from rows in memory."""
    folder = _made_elsewhere(answers)

    def run():
        import pandas as pd
        from scipy.stats import mannwhitneyu

        forms = pd.read_parquet(folder / "responses.parquet")
        waves = {wave: rows for wave, rows in forms.groupby("wave")}
        return [
            mannwhitneyu(
                waves[first][f"q{i}"].dropna(),
                waves[second][f"q{i}"].dropna(),
                use_continuity=False,
                method="asymptotic",
            ).pvalue
            for i in range(STATEMENTS)
            for first, second in (("pre", "post"), ("pre", "follow_up"), ("post", "follow_up"))
        ]

    return run


def _made_elsewhere(answers: int) -> Path:
    """Make the file in another process, so that its memory is not counted here."""
    import subprocess
    import sys

    subprocess.run([sys.executable, "-c", f"from benchmarks.counting import made_up; made_up({answers})"], check=True)
    return made_up(answers)
