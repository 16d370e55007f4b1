"""The saved results: one table as CSV and to be read, and the machine on which it was measured."""

import csv
import json
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.measure import Case, Measurement

__all__ = ["CSV", "MACHINE", "READABLE", "Row", "read_rows", "row_of", "save"]

RESULTS = Path(__file__).parent / "results"
CSV, MACHINE, READABLE = RESULTS / "benchmarks.csv", RESULTS / "machine.json", RESULTS / "benchmarks.md"


@dataclass(frozen=True)
class Row:
    """A line of the table; all text, as it is saved.

    `ratio`: the time as a multiple of the first method's for the same benchmark and size, measured in the same run.
    """

    part: str
    benchmark: str
    size: str
    unit: str
    method: str
    seconds: str
    least: str
    most: str
    runs: str
    peak_mb: str
    ratio: str
    note: str

    def __str__(self) -> str:
        taken = f"{self.seconds} s, {self.peak_mb} MB, x{self.ratio}" if self.seconds else self.note
        return f"{self.benchmark} | {self.size} {self.unit} | {self.method}: {taken}"


COLUMNS = [column.name for column in fields(Row)]


def row_of(part: str, case: Case, measurement: Measurement, before: list[Row]) -> Row:
    """A measurement as a line, set against the first line of the same benchmark and size."""
    size = str(case.size or "")
    first = next((row for row in before if (row.benchmark, row.size) == (case.benchmark, size)), None)
    ratio = None
    if measurement.seconds is not None:
        ratio = measurement.seconds / float(first.seconds) if first and first.seconds else 1.0
    return Row(
        part,
        case.benchmark,
        size,
        case.unit,
        case.method,
        *(_digits(value, 4) for value in (measurement.seconds, measurement.least, measurement.most)),
        str(measurement.runs or ""),
        _digits(measurement.peak_mb, 4),
        _digits(ratio, 3),
        measurement.note,
    )


def _digits(value: float | None, significant: int) -> str:
    if value is None:
        return ""
    text = f"{value:.{significant}g}"
    return f"{float(text):.0f}" if "e+" in text else text


def save(found: dict[str, list[Row]], machine: dict) -> None:
    """Write the table, the same to be read, and the machine."""
    rows = [row for part in found.values() for row in part]
    RESULTS.mkdir(exist_ok=True)
    with CSV.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, column) for column in COLUMNS] for row in rows)
    MACHINE.write_text(json.dumps(machine, indent=1) + "\n", encoding="utf-8")
    READABLE.write_text(_readable(rows, machine), encoding="utf-8")


def read_rows() -> dict[str, list[Row]]:
    """The saved table by part; nothing where none is saved."""
    if not CSV.exists():
        return {}
    found: dict[str, list[Row]] = {}
    with CSV.open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["part"], []).append(Row(**line))
    return found


def _readable(rows: list[Row], machine: dict) -> str:
    software = ", ".join(f"{name} {number}" for name, number in machine["software"].items())
    lines = [
        "# How long things take",
        "",
        f"Written by `make bench` on {machine['cores']} cores with {machine['memory_gb']} GB of memory "
        f"({machine['system']}, load {machine['load_at_start']} at the start), Python {machine['python']}, {software}.",
        "",
        "Seconds: median (least to most) of the runs. Ratio: time as a multiple of the first method's for the same "
        "task and size, in the same run. Memory: the largest that the process held, interpreter and libraries included.",
        "",
        "| Task | Size | By | Seconds | Runs | Memory, MB | Ratio | Remark |",
        "|---|--:|---|--:|--:|--:|--:|---|",
    ]
    for row in rows:
        size = f"{int(row.size):,} {row.unit}" if row.size else ""
        seconds = f"{row.seconds} ({row.least} to {row.most})" if row.seconds else ""
        cells = (row.benchmark, size, row.method, seconds, row.runs, row.peak_mb, row.ratio, row.note)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
