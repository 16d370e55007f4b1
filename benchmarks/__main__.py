"""`python -m benchmarks [PART ...]`: measure all parts, or those named, and save what was found under results/."""

import argparse
import sys
from collections.abc import Iterator

from benchmarks import building, commands, counting, enumeration, ranks
from benchmarks.measure import Case, Measurement, in_own_process, machine
from benchmarks.results import Row, read_rows, row_of, save

PARTS = {
    "ranks": ranks.cases,
    "enumeration": enumeration.cases,
    "counting": counting.cases,
    "commands": commands.cases,
    "building": None,
}


def measured(part: str, rounds: int) -> Iterator[tuple[Case, Measurement]]:
    """The cases of one part, each with its measurement, as they come."""
    if part == "building":
        yield from building.measured(rounds)
        return
    for case in PARTS[part]():
        yield case, in_own_process(case)


def main() -> int:
    """Measure, show each result as it comes, and save after each part; what other parts found before is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how long things take.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of {', '.join(PARTS)}; all by default")
    parser.add_argument("--rounds", type=int, default=building.ROUNDS, help="how often each step of building is timed")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    here = machine()
    found: dict[str, list[Row]] = {part: rows for part, rows in read_rows().items() if part in PARTS}
    for part in options.parts or PARTS:
        rows: list[Row] = []
        for case, measurement in measured(part, options.rounds):
            rows.append(row_of(part, case, measurement, rows))
            print(rows[-1], flush=True)
        found[part] = rows
        save({name: found[name] for name in PARTS if name in found}, here)
    return 0


if __name__ == "__main__":
    sys.exit(main())
