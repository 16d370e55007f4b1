"""The command line: each command loads only what it needs, users' mistakes end with a sentence and status 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from prepost.cli import main

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "scipy", "matplotlib", "statsmodels", "IPython")


def run(*words, **options):
    """Run python in the repository and return what it did."""
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, **options)


def test_importing_the_package_loads_nothing_heavy():
    done = run(
        "-c",
        "import sys, prepost; print([name for name in sys.modules if name.partition('.')[0] in "
        f"{(*HEAVY, 'numpy', 'yaml')!r}])",
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_check_loads_nothing_heavy():
    code = (
        "import sys, contextlib, io\nfrom prepost.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n    status = main(['check', 'prepost/template/book'])\n"
        f"print(status, [name for name in sys.modules if name in {HEAVY!r}])"
    )
    assert run("-c", code).stdout.strip() == "0 []"


@pytest.mark.parametrize("command", ["new", "import", "check", "compare", "audit", "reconstruct"])
def test_every_command_explains_itself(command):
    done = run("-m", "prepost", command, "--help")
    assert done.returncode == 0
    assert "usage: prepost" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["check", "{}/nowhere"],
        ["compare", "{}/nowhere"],
        ["audit", "{}/nowhere"],
        ["reconstruct", "{}/nowhere"],
        ["import", "{}/nowhere.csv", "--into", "{}/study"],
        ["new", "{}/nowhere", "--update"],
        ["compare", "{}/empty"],
        ["audit", "{}/empty"],
        ["reconstruct", "{}/empty"],
        ["check", "{}/empty"],
    ],
)
def test_what_is_not_there_is_said_with_status_two(tmp_path, capsys, words):
    (tmp_path / "empty").mkdir()
    assert main([word.format(tmp_path) for word in words]) == 2
    said = capsys.readouterr()
    assert said.err.strip().endswith((".", ")", "`"))
    assert "Traceback" not in said.err + said.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"], "nothing is left behind"


def test_a_reader_that_goes_away_is_no_fault():
    done = subprocess.run(
        f"{sys.executable} -m prepost check prepost/template/book | head -n 1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr
