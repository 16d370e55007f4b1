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
PIECES = [bytes([code]) for code in b'\x00"\n\r,;\t[}'] + [b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"9" * 400]
PIECES += ["\u202e\u2066 é".encode(), *b"=1+1 <script> 1e999 -0 NaN {{x}} *a".split()]
VALUES = "[] {} null '' 5 -1 1e-300 [[1]] {a:{b:c}} yes 2017-01-01 '\\ud800' \"\\ud800\" \"\\0\" *a !!python/name:os.system | 0x7fff .inf"
VALUES = [*VALUES.split(), "9" * 300, "x" * 300, "{1: a, 1: b}", "- a", "&a b"]


def _spoil(path: Path, chance: random.Random) -> str:
    """Spoil a file in one way; returns which."""
    data, at = path.read_bytes(), 0
    at = chance.randrange(len(data) + 1)
    lines = data.split(b"\n")
    kinds = "cut piece piece piece bytes swap lines codes value value gone folder link empty repeat"
    kind = chance.choice(kinds.split())
    if kind in ("gone", "folder", "link"):
        path.unlink()
        if kind == "folder":
            path.mkdir()
        elif kind == "link":
            path.symlink_to(chance.choice([path.name, "/dev/null", "nowhere", path.parent]))
        return kind
    if kind == "value":
        for place in (place for place in range(len(lines)) if chance.random() < 0.1):
            value = chance.choice(VALUES).encode()
            lines[place] = re.sub(rb"(?<=: )[^,}]+", value.replace(b"\\", rb"\\"), lines[place], count=1)
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
    form, book, article = chance.choice(["text", "json"]), str(box / "book"), str(box / "article")
    lines = [["check", book, "--format", form], ["new", book, "--update"], ["audit", article, "--format", form]]
    lines += [["import", *export, "--into", into, "--format", "json", *["--replace"] * chance.choice([0, 1])]] * 4
    lines += [["compare", book], ["claims", export[0], "--into", into], ["reconstruct", article], ["new", into]]
    return chance.choice(lines)


def attack(number: int, sound: Path) -> tuple[str, list[str]]:
    """Run one command on spoiled files; returns the command with its status, and what is wrong with the outcome."""
    chance = random.Random(number)
    with tempfile.TemporaryDirectory() as place:
        box = Path(place) / "box"
        shutil.copytree(sound, box)
        words, out, err = _command(box, chance), io.StringIO(), io.StringIO()
        given = [Path(word) for word in words if word.startswith(str(box / "exports"))]
        usual = [box / "book" / f"{name}" for name in ("study.yml", "responses.csv", "codings.csv", "_toc.yml")]
        files = [path for path in sorted(box.rglob("*")) if path.is_file() and path.parent.name != "exports"]
        for path in chance.sample([*files, *usual, *given * 9], chance.choice([0, 1, 1, 2])):
            if path.is_file() and not path.is_symlink():
                _spoil(path, chance)
        before = _state(box)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = prepost(words)
        except SystemExit as stopped:
            status = stopped.code
        except BaseException:
            return words[0], [f"{words}: {traceback.format_exc()}"]
        wrong = _wrong(words, status, out.getvalue(), err.getvalue(), before, _state(box))
        return f"{words[0]} {status}", [f"{words}: {what}\n{err.getvalue()[-300:]}" for what in wrong]


def _wrong(words: list[str], status: int, out: str, err: str, before: dict, after: dict) -> list[str]:
    """What is wrong with an outcome: no sentence, files of a refused command, forms that do not add up."""
    wrong = [f"left {name}" for name in after if re.search(r"\.(new|old)$", name)]
    if status == 2:
        wrong += [] if '"sentence"' in out or err.strip().endswith((".", ")")) else ["no sentence"]
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        proposed = {name for name in changed if name.endswith("study.yml") or after.get(name) == "True"}
        return wrong + [f"changed {name}" for name in changed - (proposed if words[0] == "import" else set())]
    if status == 0 and words[0] == "import" and (forms := json.loads(out)["forms"]):
        wrong += [f"counts {x}" for x in forms if x["rows"] * x["waves"] != x["forms"] + sum(x["left_out"].values())]
        text = after[str(Path(words[words.index("--into") + 1]) / "responses.csv")].decode()
        wrong += ["forms lost"] * (len(list(csv.reader(io.StringIO(text)))) - 1 != sum(x["forms"] for x in forms))
    return wrong + [f"status {status}"] * (status != 0)


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
