"""What is compared does the same thing, and the saved results are complete. No test asserts on a time."""

import re

import numpy as np
import pandas as pd
import pytest

from benchmarks import __main__ as runner
from benchmarks import cases


def test_both_rank_tests_give_one_p_value():
    assert cases.rank_test(2000)() == pytest.approx(cases.rank_test_of_scipy(2000)(), rel=1e-12)


def test_both_enumerations_find_the_same_answers():
    found, reference = (set(map(tuple, way(32)().tolist())) for way in (cases.vectors, cases.vectors_by_brute_force))
    assert found == reference and found


def test_both_counts_of_a_file_give_one_set_of_p_values(tmp_path):
    folder = cases.make_forms(tmp_path / "study", 5000)
    *_, text = runner.run("-m", "prepost", "compare", str(folder))
    p_values = [float(line.split(",")[12]) for line in text.splitlines()[1:]]
    np.testing.assert_allclose(p_values, cases.held_rows(folder), rtol=1e-9)


def test_what_fails_is_said():
    with pytest.raises(RuntimeError, match="no such thing"):
        runner.run("-c", "raise SystemExit('no such thing')")


def test_saved_results_are_complete_and_name_no_place():
    saved = pd.read_csv(runner.RESULTS)
    assert tuple(saved.columns) == runner.COLUMNS
    twice = ["All answers with a printed mean", "All comparisons of a Parquet file", "Mann-Whitney test"]
    ways = {"A command": 6, "The book": 3} | dict.fromkeys(twice, 2)
    found = saved.groupby("task")["by"].nunique().to_dict()
    assert {"The book": 3} | found == ways, "the book is measured last, and missing until then"
    first = saved.groupby(["task", saved["size"].fillna(0)], sort=False)["seconds"].transform("first")
    np.testing.assert_allclose(saved["ratio"], saved["seconds"] / first, rtol=0.01)
    assert (saved["peak_mb"] > 5).all() and saved["date"].notna().all()
    assert saved["versions"].str.contains("scipy").all()
    assert not re.search(r"(^|[\s\"'(])/\w+/", runner.RESULTS.read_text(encoding="utf-8"))
