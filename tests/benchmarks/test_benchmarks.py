"""The saved measurements are complete, and what is compared does the same thing. No test asserts on a time."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import building, commands, counting, enumeration, ranks
from benchmarks.__main__ import PARTS
from benchmarks.measure import Case, Measurement, in_own_process, timed
from benchmarks.results import CSV, MACHINE, READABLE, read_rows, row_of

SAVED = {part: rows for part, rows in read_rows().items()}


# -- what is saved ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [part for part, cases in PARTS.items() if cases])
def test_every_case_has_its_line(part):
    expected = [(case.benchmark, case.method, str(case.size or "")) for case in PARTS[part]()]
    assert [(row.benchmark, row.method, row.size) for row in SAVED[part]] == expected


def test_every_step_of_building_has_its_line():
    steps = re.findall(r'_case\(\s*"(.+?)"', Path(building.__file__).read_text(encoding="utf-8"))
    assert [row.method for row in SAVED["building"]] == steps
    assert len(steps) == 8


@pytest.mark.parametrize(
    "row", [row for rows in SAVED.values() for row in rows], ids=lambda row: f"{row.benchmark}-{row.method}-{row.size}"
)
def test_a_line_has_a_time_or_says_why_not(row):
    if row.seconds:
        assert 0 < float(row.least) <= float(row.seconds) <= float(row.most)
        assert int(row.runs) >= 1 and float(row.peak_mb) > 5 and float(row.ratio) > 0
    else:
        assert row.note == "stops: it needs more than 4 GB"


def test_ratios_are_those_of_the_lines():
    frame = pd.read_csv(CSV)
    for _, lines in frame.groupby(["benchmark", frame["size"].fillna(0)], sort=False):
        ratios = lines["seconds"] / lines["seconds"].iloc[0]
        np.testing.assert_allclose(lines["ratio"], ratios, rtol=0.01)


def test_the_failure_at_a_hundred_thousand_answers_is_shown():
    line = next(row for row in SAVED["ranks"] if row.method == "pingouin.mwu" and row.size == "100000")
    assert not line.seconds and line.note.startswith("stops")


def test_what_was_timed_on_a_sample_says_so():
    looped = [row for row in SAVED["enumeration"] if "loop" in row.method]
    assert looped and all(row.note.startswith("extrapolated") for row in looped)


def test_the_machine_is_described_but_not_named():
    told = json.loads(MACHINE.read_text(encoding="utf-8"))
    assert (
        told["cores"] >= 1
        and told["memory_gb"] > 0
        and set(told["software"]) >= {"numpy", "scipy", "pingouin", "scrutipy", "duckdb"}
    )
    for path in (CSV, MACHINE, READABLE):
        assert not re.search(r"(^|[\s\"'(])/\w+/", path.read_text(encoding="utf-8")), path.name


def test_the_table_to_be_read_has_the_same_lines():
    shown = READABLE.read_text(encoding="utf-8").splitlines()
    lines = [line for line in shown if line.startswith("| ") and not line.startswith("| Task")]
    assert len(lines) == sum(map(len, SAVED.values()))


# -- what is compared does the same -----------------------------------------------------------------------------------


def test_all_rank_tests_give_one_p_value():
    counted, raw, reference = ranks.from_counts(2000)(), ranks.from_answers(2000)(), ranks.scipy(2000)()
    assert counted == raw
    assert counted.p == pytest.approx(reference.pvalue, rel=1e-12)
    assert ranks.pingouin(2000)()["p_val"].iloc[0] == pytest.approx(counted.p, rel=1e-9)


def test_both_enumerations_find_the_same_answers():
    found = {tuple(row) for row in enumeration.vectors(32)().tolist()}
    reference = {tuple(np.bincount(answers, minlength=5)[1:].tolist()) for answers in enumeration.closure(32)()}
    assert found == reference and found


def test_both_counts_of_a_file_give_one_set_of_p_values():
    table = counting.compare(5000)()
    p_values = [float(line.split(",")[12]) for line in table.splitlines()[1:]]
    np.testing.assert_allclose(p_values, counting.held_rows(5000)(), rtol=1e-9)


# -- how it is measured -----------------------------------------------------------------------------------------------


def test_a_call_is_timed_as_often_as_asked():
    calls = []
    assert len(timed(lambda: calls.append(1), 4)) == 4
    assert len(calls) > 4
    calls.clear()
    assert len(timed(lambda: calls.append(1), 1)) == len(calls) == 1


def test_a_case_runs_in_a_process_of_its_own():
    measurement = in_own_process(Case("Start of Python", "python", "commands:python", ("pass",), runs=3))
    assert measurement.runs == 3 and measurement.seconds > 0 and not measurement.note


def test_a_failing_case_says_so_and_stops_nothing():
    measurement = in_own_process(Case("Start of Python", "python", "commands:python", ("raise SystemExit(3)",), runs=3))
    assert measurement.seconds is None and measurement.note.startswith("failed: ")


def test_a_sample_is_scaled_up():
    whole = in_own_process(Case("Start of Python", "python", "commands:python", ("pass",), runs=3, parts=1000.0))
    assert whole.seconds > 1 and whole.note == "extrapolated: 0.001 of it was timed"


def test_a_ratio_is_taken_of_the_first_line_of_the_same_size():
    first = row_of("p", Case("b", "ours", "", size=10), Measurement(2.0, 1.0, 3.0, 3, 50.0), [])
    other = row_of("p", Case("b", "theirs", "", size=10), Measurement(8.0, 7.0, 9.0, 3, 50.0), [first])
    alone = row_of("p", Case("b", "theirs", "", size=20), Measurement(8.0, 7.0, 9.0, 3, 50.0), [first, other])
    assert (first.ratio, other.ratio, alone.ratio) == ("1", "4", "1")


def test_the_commands_are_those_of_the_library():
    assert {case.arguments[0] for case in commands.cases() if case.function == "commands:prepost"} == {
        "check",
        "compare",
        "audit",
    }
