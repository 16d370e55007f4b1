"""The command line: each command loads only what it needs, users' mistakes end with a sentence and status 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prepost.cli import main
from tests import hostile

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "scipy", "matplotlib", "statsmodels", "IPython")


def run(*words, **options):
    """Run python in the repository and return what it did."""
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, **options)


def test_importing_the_package_and_a_check_load_nothing_heavy():
    for packages, heavy in (("prepost", (*HEAVY, "numpy", "yaml")), ("prepost.stats, prepost.audit", HEAVY)):
        loaded = f"[name for name in sys.modules if name.partition('.')[0] in {heavy!r}]"
        done = run("-c", f"import sys, {packages}; print({loaded})")
        assert done.stdout.strip() == "[]", done.stderr
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
        *(
            f"{command} {{}}/{name}"
            for command in ("check", "compare", "audit", "reconstruct")
            for name in ("no", "empty")
        ),
        *("import {}/nowhere.csv --into {}/study", "new {}/nowhere --update"),
    ],
)
def test_what_is_not_there_is_said_with_status_two(tmp_path, capsys, words):
    (tmp_path / "empty").mkdir()
    assert main([word.format(tmp_path) for word in words.split()]) == 2
    said = capsys.readouterr()
    assert said.err.strip().endswith((".", ")", "`"))
    assert "Traceback" not in said.err + said.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"], "nothing is left behind"


def test_a_reader_that_goes_away_is_no_fault():
    line = f"{sys.executable} -m prepost check prepost/template/book | head -n 1"
    done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this machine")
@pytest.mark.parametrize(
    "line, status, said",
    [
        ("check prepost/template/book >/dev/full", 2, "The output: No space left on device. Make room on the disk"),
        ("check prepost/template/book >&-", 0, ""),
        ("check nowhere 2>/dev/full", 2, ""),
        ("check nowhere >/dev/full", 2, "nowhere: there is no such folder."),
        ("audit tests/data/invented_article --format json >/dev/null", 0, ""),
        (f"new {'n' * 300}", 2, "nnn…: File name too long. Give it a shorter name."),
        ("new README.md/book", 2, "README.md/book: cannot be written to:"),
    ],
)
def test_what_the_machine_refuses_is_a_sentence(line, status, said):
    done = run(
        "-c",
        f"import os, sys; sys.exit(os.waitstatus_to_exitcode(os.system({f'{sys.executable} -m prepost {line}'!r})))",
    )
    assert (done.returncode, "Traceback" in done.stderr) == (status, False) and said in done.stderr


def test_letters_that_an_output_has_not_are_shown_by_number(tmp_path):
    """JSON stays JSON, and nothing fails."""
    words = ["-m", "prepost", "check", str(tmp_path / "é£"), "--format", "json"]
    done = run(*words, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2 and json.loads(done.stdout)["folder"].endswith("é£")


def test_a_stop_by_the_user_is_silent(capsys, monkeypatch):
    monkeypatch.setattr("prepost.study.check.run", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert main(["check", "."]) == 130 and capsys.readouterr() == ("", "")


def test_a_few_command_lines_on_spoiled_files(capsys):
    assert hostile.main(100) == 0, capsys.readouterr().out
