"""Command lines on spoiled files: each ends with status 0, or with a sentence and status 2, and nothing is half written.

`python -m tests.hostile 3000` runs as many; the test suite runs a few. Each run has its number as its seed.
"""

import contextlib
import csv
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from prepost.cli import main as prepost

DATA = Path(__file__).parent / "data"
EXPORTS = sorted(
    path for path in (DATA / "exports").iterdir() if path.suffix in (".csv", ".tsv", ".xlsx", ".sav", ".dta")
)
PIECES = [
    b"\x00",
    b'"',
    b'"x',
    b"\n",
    b"\r",
    b",",
    b";",
    b"\t",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"9" * 400,
]
PIECES += [
    "\u202e\u2066 é ￿".encode(),
    b"=1+1",
    b"<script>",
    b"pre,",
    b"1e999",
    b"-0",
    b"NaN",
    b"{{x}}",
    b"*a",
    b": ",
    b"[",
    b"}",
]
VALUES = [
    "[]",
    "{}",
    "null",
    "''",
    "5",
    "-1",
    "1e-300",
    "[[1]]",
    "{a: {b: c}}",
    "yes",
    "2017-01-01",
    "'\\ud800'",
    '"\\ud800"',
]
VALUES += [
    '"\\0"',
    "*a",
    "&a b",
    "!!python/name:os.system",
    "9" * 300,
    "x" * 300,
    "|",
    "- a",
    "{1: a, 1: b}",
    "0x7fffffffffff",
    ".inf",
]


def _spoil(path: Path, chance: random.Random) -> str:
    """Spoil a file in one way; returns which."""
    data, at = path.read_bytes(), 0
    at = chance.randrange(len(data) + 1)
    lines = data.split(b"\n")
    kind = chance.choice(
        "cut piece piece piece bytes swap lines codes value value gone folder link empty repeat".split()
    )
    if kind in ("gone", "folder", "link"):
        path.unlink()
        if kind == "folder":
            path.mkdir()
        elif kind == "link":
            path.symlink_to(chance.choice([path.name, "/dev/null", "nowhere", path.parent]))
        return kind
    if kind == "value":
        lines = [
            re.sub(rb"(?<=: )[^,}]+", lambda _: chance.choice(VALUES).encode(), x, count=1)
            if chance.random() < 0.1
            else x
            for x in lines
        ]
    if kind == "lines":
        chance.shuffle(lines)
    new = {
        "cut": lambda: data[:at],
        "piece": lambda: data[:at] + chance.choice(PIECES) * chance.choice([1, 1, 3]) + data[at:],
        "bytes": lambda: data[:at] + chance.randbytes(20) + data[at + 20 :],
        "swap": lambda: data.replace(*chance.sample([b",", b";", b"1", b'"', b"\n", b"pre", b"a", b" "], 2)),
        "codes": lambda: data.decode("latin-1").encode(chance.choice(["utf-16", "utf-16-le", "cp500", "utf-8"])),
        "empty": lambda: b"",
        "repeat": lambda: data * 40,
    }.get(kind, lambda: b"\n".join(lines))()
    path.write_bytes(new)
    return kind


def _state(folder: Path) -> dict[str, bytes | str]:
    """What stands in a folder: files with their content, links and folders with what they are."""
    paths = [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {str(p): p.read_bytes() if p.is_file() and not p.is_symlink() else str(p.is_dir()) for p in paths}


def _command(box: Path, chance: random.Random) -> list[str]:
    """A command line on the folders of a box, some of whose files have been spoiled."""
    export = [str(path) for path in chance.sample(sorted((box / "exports").iterdir()), chance.choice([1, 1, 2]))]
    into = str(box / chance.choice(["book", "study", "n" * 300, "book/responses.csv", "study/sub/sub"]))
    article = str(box / "article")
    commands = [
        ["check", str(box / "book")],
        ["check", str(box / "book"), "--format", "json"],
        ["new", str(box / "book"), "--update"],
    ]
    commands += [
        ["audit", article, "--format", chance.choice(["text", "json", "csv"])],
        ["reconstruct", article],
        ["new", into],
    ]
    commands += [["import", *export, "--into", into, "--format", "json", *chance.choice([[], ["--replace"]])]] * 5
    commands += [["compare", str(box / "book")], ["claims", export[0], "--into", into]]
    return chance.choice(commands)


def attack(number: int, sound: Path) -> tuple[str, list[str]]:
    """Run one command on spoiled files; returns the command with its status, and what is wrong with the outcome."""
    chance = random.Random(number)
    with tempfile.TemporaryDirectory() as place:
        box = Path(place) / "box"
        shutil.copytree(sound, box)
        usual = [
            box / "book" / name
            for name in ("study.yml", "study.yml", "responses.csv", "codings.csv", "costs.csv", "_toc.yml")
        ]
        for _ in range(chance.choice([0, 1, 1, 2])):
            files = [
                path
                for path in sorted(box.rglob("*"))
                if path.is_file() and not path.is_symlink() and "exports" not in path.parts
            ]
            path = chance.choice([*files, *usual * 5])
            _spoil(path if path in files else files[0], chance)
        words, out, err = _command(box, chance), io.StringIO(), io.StringIO()
        files = [word for word in words[1:] if word.startswith(str(box / "exports"))]
        for path in files if chance.random() < 0.7 else ():
            if Path(path).is_file():
                _spoil(Path(path), chance)
        before = _state(box)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = prepost(words)
        except SystemExit as stopped:
            status = stopped.code
        except BaseException:
            return words[0], [f"{words}: {traceback.format_exc()}"]
        after = _state(box)
        wrong = [] if status in (0, 2) else [f"status {status}"]
        wrong += (
            ["no sentence"]
            if status == 2
            and '"sentence"' not in out.getvalue()
            and not err.getvalue().strip().endswith((".", ")", "empty"))
            else []
        )
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        allowed = (
            {name for name in changed if name.endswith("study.yml") or after.get(name) == "True"}
            if words[0] == "import"
            else set()
        )
        wrong += [f"changed {name}" for name in changed - allowed] if status == 2 else []
        wrong += [f"left {name}" for name in after if re.search(r"\.(new|old)$", name)]
        if status == 0 and words[0] == "import":
            forms = json.loads(out.getvalue())["forms"]
            wrong += [
                f"counts {one}"
                for one in forms
                if one["rows"] * one["waves"] != one["forms"] + sum(one["left_out"].values())
            ]
            with contextlib.suppress(FileNotFoundError):
                rows = len(
                    list(
                        csv.reader(io.StringIO((Path(words[words.index("--into") + 1]) / "responses.csv").read_text()))
                    )
                )
                wrong += ["forms lost"] if forms and rows - 1 != sum(one["forms"] for one in forms) else []
        return f"{words[0]} {status}", [f"{words}: {what}\n{err.getvalue()[-300:]}" for what in wrong]


def main(number: int, first: int = 0) -> int:
    """Run that many commands, print what went wrong, and return how many did."""
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
        sound = Path(place)
        prepost(["new", str(sound / "book")])
        shutil.copytree(DATA / "invented_article", sound / "article")
        (sound / "exports").mkdir()
        for path in EXPORTS:
            shutil.copy(path, sound / "exports")
        told, wrong, began = Counter(), [], time.process_time()
        for run in range(first, first + number):
            command, faults = attack(run, sound)
            told[command] += 1
            wrong += [f"run {run}: {fault}" for fault in faults]
    print(f"{number} runs, {time.process_time() - began:.0f} s, {len(wrong)} faults: {dict(sorted(told.items()))}")
    print("\n".join(wrong))
    return len(wrong)


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
