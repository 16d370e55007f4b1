"""Time and memory of one case, measured in a process of its own."""

from __future__ import annotations

import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

__all__ = ["Case", "Measurement", "ROOT", "SOFTWARE", "in_own_process", "machine", "middle", "timed"]

ROOT = Path(__file__).resolve().parents[1]
SOFTWARE = (
    "numpy",
    "scipy",
    "pandas",
    "pingouin",
    "scrutipy",
    "duckdb",
    "polars",
    "pyarrow",
    "narwhals",
    "jupyter-book",
    "Sphinx",
    "myst-nb",
)
LEAST_SECONDS = 0.1  # of one run: shorter calls are repeated within a run
GIGABYTE = 2**30


@dataclass(frozen=True)
class Case:
    """One thing to measure.

    Attributes
    ----------
    benchmark : str
        What is done, in a few words; cases of one benchmark and size are compared with the first of them.
    method : str
        By what it is done.
    function : str
        `module:function` below `benchmarks`. It prepares the input and returns the call to be timed.
    arguments : tuple
        What the function takes.
    size : int
        How much there is to do, in `unit`; 0 where there is no size.
    unit : str
        Of `size`, in the plural.
    runs : int
        How often the call is timed at most; the time is their median.
    parts : float
        What is timed is this many times smaller than the whole: the time is extrapolated.
    memory : int
        Bytes that the process may hold; 0 for all there are.
    """

    benchmark: str
    method: str
    function: str
    arguments: tuple = ()
    size: int = 0
    unit: str = ""
    runs: int = 15
    parts: float = 1.0
    memory: int = 0


@dataclass(frozen=True)
class Measurement:
    """What was measured of a case: seconds (median, least and most), runs, and the largest memory of the process in
    megabytes.
    """

    seconds: float | None = None
    least: float | None = None
    most: float | None = None
    runs: int = 0
    peak_mb: float | None = None
    note: str = ""


def timed(call: Callable[[], object], runs: int) -> list[float]:
    """Seconds of one call, measured `runs` times (fewer where that would take long), after one call that is not
    counted.
    """
    start = time.perf_counter()
    call()
    first = time.perf_counter() - start
    if runs == 1:
        return [first]
    repeats = 1
    if first < LEAST_SECONDS:
        start = time.perf_counter()
        call()
        repeats = max(1, round(LEAST_SECONDS / (time.perf_counter() - start)))  # the first call is the slowest
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        seconds.append((time.perf_counter() - start) / repeats)
        if sum(seconds) * repeats > 10 and len(seconds) >= 3:
            break
    return seconds


def in_own_process(case: Case, limit: float = 900) -> Measurement:
    """Measure a case in a new process; a failure becomes a note."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", json.dumps(asdict(case))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=limit,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return Measurement(note=f"failed: {last.replace(str(ROOT), '.')}"[:200])
    return Measurement(**json.loads(done.stdout.splitlines()[-1]))


def _measured(case: Case) -> Measurement:
    if case.memory:
        resource.setrlimit(resource.RLIMIT_AS, (case.memory, case.memory))
    module, _, name = case.function.partition(":")
    call = getattr(importlib.import_module(f"benchmarks.{module}"), name)(*case.arguments)
    prepared = _peak(resource.RUSAGE_CHILDREN)
    try:
        seconds = timed(call, case.runs)
    except MemoryError:
        return Measurement(note=f"stops: it needs more than {case.memory // GIGABYTE} GB")
    children = _peak(resource.RUSAGE_CHILDREN)
    peak = max(_peak(resource.RUSAGE_SELF), children if children > prepared else 0)
    note = f"extrapolated: {1 / case.parts:.2g} of it was timed" if case.parts != 1 else ""
    return Measurement(*middle([case.parts * second for second in seconds]), len(seconds), peak, note)


def middle(seconds: list[float]) -> tuple[float, float, float]:
    """Median, least and most."""
    return median(seconds), min(seconds), max(seconds)


def _peak(who: int) -> float:
    """Largest memory so far, in megabytes."""
    return resource.getrusage(who).ru_maxrss * 1024 / 1e6


def machine() -> dict:
    """Cores, memory and versions, but nothing that says whose machine it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "load_at_start": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "software": {name: version(name) for name in SOFTWARE},
    }


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    print(json.dumps(asdict(_measured(Case(**told | {"arguments": tuple(told["arguments"])})))))
