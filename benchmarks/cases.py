"""What is measured, each case in a process of its own: `python -m benchmarks.cases FUNCTION SIZE` prints seconds a call."""

import sys
from pathlib import Path
from statistics import median
from time import process_time
from timeit import Timer

import numpy as np

MEAN = "2.84"
POINTS, SHARES = 4, ((0.1, 0.2, 0.3, 0.4), (0.05, 0.2, 0.3, 0.45))
STATEMENTS = 10
STUDY_YML = """\
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


def samples(answers: int) -> list[np.ndarray]:
    """Two samples of answers on four points, half of the answers each, as whole numbers from 0 to 3."""
    random = np.random.default_rng(1)
    return [random.choice(POINTS, answers // 2, p=shares) for shares in SHARES]


def rank_test(answers: int):
    """The Mann-Whitney test by prepost: answers are counted, then tested."""
    from prepost.stats import mann_whitney

    first, second = samples(answers)
    return lambda: mann_whitney(np.bincount(first, minlength=POINTS), np.bincount(second, minlength=POINTS)).p


def rank_test_of_scipy(answers: int):
    """The same p-value by scipy."""
    from scipy.stats import mannwhitneyu

    first, second = samples(answers)
    return lambda: mannwhitneyu(first, second, use_continuity=False, method="asymptotic").pvalue


def vectors(answers: int):
    """All counts of answers that have a printed mean, by prepost."""
    from prepost.audit import count_vectors

    return lambda: count_vectors(answers, MEAN)


def vectors_by_brute_force(answers: int):
    """The same counts, by going through all there are."""

    def found():
        lists = np.indices((answers + 1,) * (POINTS - 1)).reshape(POINTS - 1, -1).T
        lists = lists[lists.sum(axis=1) <= answers]
        counts = np.column_stack([lists, answers - lists.sum(axis=1)])
        hundredths = 100 * counts @ np.arange(1, POINTS + 1)  # a mean within half a unit of the last printed digit
        return counts[2 * np.abs(hundredths - round(float(MEAN) * 100) * answers) <= answers]

    return found


def make_forms(folder: Path, answers: int) -> Path:
    """Write a study folder with so many made-up answers in responses.parquet, one in fifty blank, and return it."""
    import duckdb

    folder.mkdir(parents=True)
    statements = "".join(f"  - {{id: q{i}, domain: all, text: Statement {i}}}\n" for i in range(STATEMENTS))
    (folder / "study.yml").write_text(STUDY_YML + statements, encoding="utf-8")
    given = (
        f"CASE WHEN random() > 0.02 THEN (floor(4 * random()) + 1)::TINYINT END AS q{i}" for i in range(STATEMENTS)
    )
    waves = "CASE WHEN place < 0.47 THEN 'pre' WHEN place < 0.88 THEN 'post' ELSE 'follow_up' END AS wave"
    forms = f"SELECT {waves}, {', '.join(given)} FROM (SELECT random() AS place FROM range({answers // STATEMENTS}))"
    duckdb.sql(f"COPY ({forms}) TO '{folder / 'responses.parquet'}'")
    return folder


def held_rows(folder: Path) -> list[float]:
    """The p-values of `prepost compare` on such a folder, from rows that pandas holds in memory."""
    import pandas as pd
    from scipy.stats import mannwhitneyu

    waves = dict(iter(pd.read_parquet(folder / "responses.parquet").groupby("wave")))
    compared = (("pre", "post"), ("pre", "follow_up"), ("post", "follow_up"))
    answers = ([waves[wave][f"q{i}"].dropna() for wave in pair] for i in range(STATEMENTS) for pair in compared)
    return [mannwhitneyu(*pair, use_continuity=False, method="asymptotic").pvalue for pair in answers]


def seconds_of(call, runs: int = 5) -> float:
    """Processor seconds of one call: the median of several runs, each as many calls as fill 0.2 seconds.

    What is loaded at the first call is not counted.
    """
    call()
    timer = Timer(call, timer=process_time)
    calls, _ = timer.autorange()
    return median(timer.repeat(runs, calls)) / calls


if __name__ == "__main__":
    function, argument = sys.argv[1:]
    found = globals()[function](int(argument) if argument.isdecimal() else Path(argument))
    if callable(found):
        print(seconds_of(found))
