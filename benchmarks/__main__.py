"""`python -m benchmarks`: measure everything and save it, with date, machine and versions, as results/benchmarks.csv."""

import csv
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.cases import make_forms

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "benchmarks.csv"
COLUMNS = ("task", "size", "by", "clock", "seconds", "peak_mb", "ratio", "date", "machine", "versions")
SOFTWARE = ("numpy", "scipy", "pandas", "duckdb", "jupyter-book", "Sphinx", "myst-nb", "jupyter-cache")
ROUNDS = 2  # of building and executing, in turn
EXECUTOR = """\
import sys, matplotlib.font_manager
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
cache = get_cache(sys.argv[1])
for page in sys.argv[2:]:
    cache.add_nb_to_project(page, read_data={"name": "myst_nb_md", "type": "plugin"})
done = load_executor("local-parallel", cache).run_and_cache(timeout=120)
sys.exit(str(done) if done.errored or done.excepted else 0)
"""


def run(*arguments: str, folder: Path = ROOT) -> tuple[float, float, float, str]:
    """Run Python with these arguments; seconds by the clock and of the processor, megabytes at most, what was printed.

    Memory is that of the largest of the processes that the call came to.
    """
    paths = os.pathsep.join([str(folder), str(folder / "notebooks"), str(ROOT)])
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PYTHONPATH": paths, "PATH": tools, "PREPOST_STUDY": str(folder / "data" / "newham")}
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        taken, process.returncode = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)[:200]} failed:\n{text[-2000:]}")
    return taken, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6, text


def commands(scratch: Path) -> Iterator[tuple]:
    """The commands on the article's study, from start to exit, after Python alone."""
    study = str(shutil.copytree(ROOT / "data" / "newham", scratch / "study"))
    called = {"-c pass": ("-c", "pass"), "-c 'import prepost'": ("-c", "import prepost")}
    called |= {
        f"-m prepost {name}": ("-m", "prepost", name, study) for name in ("check", "compare", "audit", "reconstruct")
    }
    for name, arguments in called.items():
        yield "A command", "", f"python {name}", "processor", *run(*arguments)[1:3]


def functions(scratch: Path) -> Iterator[tuple]:
    """Rank test and enumeration, each before its peer."""
    for task, sizes, by in (
        ("Mann-Whitney test", (10**3, 10**5, 10**7), {"rank_test": "prepost", "rank_test_of_scipy": "scipy"}),
        ("All answers with a printed mean", (64, 200), {"vectors": "prepost", "vectors_by_brute_force": "brute force"}),
    ):
        for size in sizes:
            for function, name in by.items():
                *_, peak, text = run("-m", "benchmarks.cases", function, str(size))
                yield task, size, name, "processor", float(text.split()[-1]), peak


def counting(scratch: Path) -> Iterator[tuple]:
    """From a Parquet file to all comparisons: counted where it lies, or held as rows."""
    for size in (10**6, 10**7, 10**8):
        folder, task = str(make_forms(scratch / f"forms_{size}", size)), "All comparisons of a Parquet file"
        yield task, size, "prepost compare (duckdb)", "processor", *run("-m", "prepost", "compare", folder)[1:3]
        if size < 10**8:  # the rows of more would fill the memory
            found = run("-m", "benchmarks.cases", "held_rows", folder)
            yield task, size, "pandas and scipy", "processor", *found[1:3]


def book(scratch: Path) -> Iterator[tuple]:
    """The committed book built clean, against its notebooks executed by jupyter-cache alone, in turn; the least of each."""
    copy = scratch / "book"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
    pages = [copy / "index.md", *sorted((copy / "notebooks").glob("*.md"))]
    pages = [str(page) for page in pages if "{code-cell}" in page.read_text(encoding="utf-8")]
    build = ("-c", "from jupyter_book.cli.main import main; main()", "build", ".", "-W", "-n", "--keep-going")
    executed, built = [], []
    for turn in range(ROUNDS):
        executed.append(run("-c", EXECUTOR, str(scratch / f"cache{turn}"), *pages, folder=copy))
        shutil.rmtree(copy / "_build", ignore_errors=True)
        built.append(run(*build, folder=copy))
    again = run(*build, folder=copy)
    for by, found in (("jupyter-cache alone", min(executed)), ("clean build", min(built)), ("built again", again)):
        yield "The book", len(pages), by, "wall", found[0], found[2]


def main() -> None:
    """Measure, show each row as it comes, and save them all; a ratio is to the first row of the same task and size."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}"
    versions = "; ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in SOFTWARE)])
    rows, first = [], {}
    with tempfile.TemporaryDirectory() as scratch:
        for part in (commands, functions, counting, book):
            for task, size, by, clock, seconds, peak in part(Path(scratch)):
                ratio = seconds / first.setdefault((task, size), seconds)
                numbers = f"{seconds:.4g}", f"{peak:.0f}", f"{ratio:.3g}"
                rows.append((task, size, by, clock, *numbers, date.today().isoformat(), machine, versions))
                print(*rows[-1][:7], sep=" | ", flush=True)
            with RESULTS.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
