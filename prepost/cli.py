"""`python -m prepost`: one command a task, each importing only what it needs.

Exit status 0: done. 2: something in the user's files, arguments or machine has to be changed; the sentences say what.
"""

import argparse
import codecs
import errno
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from importlib import import_module
from pathlib import Path

ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG), "Make room on the disk, or name a place with room."),
    errno.ENAMETOOLONG: "Give it a shorter name.",
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "Name a place that you may read and write."),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.

    Returns
    -------
    int
        0 or 2, as above; 130, without a word, if the user stopped it.
    """
    # study.yml needs no plugin of pydantic's; looking for one in every package would take as long as reading it.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream, redirected in ((sys.stdout, redirect_stdout), (sys.stderr, redirect_stderr)):
        if stream is None:  # closed: it takes everything and shows nothing
            with open(os.devnull, "w", encoding="utf-8") as nowhere, redirected(nowhere):
                return main(arguments)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="escaped")
    try:
        return _run(arguments)
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        _close_output()
        return 0
    except KeyboardInterrupt:
        _close_output()
        return 130
    except (OSError, UnicodeError, MemoryError, RecursionError) as error:
        _close_output()
        with suppress(OSError):
            print(_sentence(error), file=sys.stderr)
        _close_output()
        return 2


def _run(arguments: list[str] | None) -> int:
    options = vars(_parser().parse_args(arguments))
    from prepost.study.faults import StudyError

    try:
        status = _command(**options)
    except StudyError as error:
        sys.stdout.flush()
        print(error, file=sys.stderr)
        status = 2
    sys.stdout.flush()
    return status


def _sentence(error: BaseException) -> str:
    """What the operating system refused, and what to do."""
    from prepost.study.faults import quoted

    if isinstance(error, UnicodeError):
        return f"A text holds what is no letter ({quoted(error)[1:-1]}). Save the file as plain text in UTF-8."
    if not isinstance(error, OSError):
        return "The files need more memory than there is, or are nested too deeply. Give smaller ones."
    name = "The output" if error.filename is None else quoted(os.fsdecode(error.filename))[1:-1]
    reason = error.strerror or type(error).__name__
    return f"{name}: {reason}. {ADVICE.get(error.errno, 'Look whether it is there and what it is.')}"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Letters that an output cannot show, in a way that JSON can read."""
    return "".join(json.dumps(letter)[1:-1] for letter in error.object[error.start : error.end]), error.end


codecs.register_error("escaped", _escaped)


def _close_output() -> None:
    """Let what cannot be shown any more go nowhere: python would complain once more while closing the output."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


COMMANDS = {
    "new": ("template.make", "make a complete book for a study of your own"),
    "import": ("study.imports.importing", "turn survey exports into responses.csv and a proposed study.yml"),
    "check": ("study.check", "name every fault in a study folder"),
    "compare": ("report.compare", "print the planned comparisons"),
    "audit": ("audit.command", "recompute every number that an article prints"),
    "disclose": ("audit.disclose", "try to recover what a built book hides, and list what that is"),
    "claims": ("audit.finding", "find the numbers in an article's text and propose them as claims"),
    "report": ("report.hand_over", "write a book as PDF, as a Word file, and its figures as pictures"),
    "reconstruct": ("audit.reconstruction", "find answers that fit everything that an article prints"),
}
"""Each command with the module that runs it, by its function `run`, and what it does."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="prepost", description="Reports of before-and-after surveys: make, check, audit."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    of = {name: commands.add_parser(name, help=words) for name, (_, words) in COMMANDS.items()}
    formats = {"check": ("text", "json"), "compare": ("csv", "json"), "audit": ("text", "json", "csv", "html")}
    into = {"metavar": "DIR", "required": True, "type": _path}

    of["new"].add_argument("folder", metavar="DIR", type=_path, help="a folder that does not exist yet, or is empty")
    of["new"].add_argument(
        "--update",
        action="store_true",
        help="add the pages that study.yml has come to need; pages that you edited stay as they are",
    )
    add = of["import"].add_argument
    add("files", metavar="FILE", nargs="+", type=_path)
    add("--into", **into, help="the study folder")
    add("--replace", action="store_true", help="write responses.csv anew where it holds forms already")
    add("--format", dest="form", choices=("text", "json"), default="text", help="how it is told what was done")
    add("--as", dest="kind", choices=("survey", "attendance", "codings"), default="", help="what the files are")
    of["claims"].add_argument("path", metavar="FILE", type=_path)
    of["claims"].add_argument("--into", **into)
    for name in ("check", "compare", "audit", "disclose", "report", "reconstruct"):
        of[name].add_argument("folder", metavar="DIR", type=_path)
    for name, choices in formats.items():
        of[name].add_argument("--format", choices=choices, default=choices[0])
    of["audit"].add_argument("--only", metavar="ID", help="show one claim's calculation step by step")
    return parser


def _command(command: str, **options) -> int:
    """Run a command; a book goes along with an import and with a check."""
    run = import_module(f"prepost.{COMMANDS[command][0]}").run
    if command == "import" and (options["into"] / "_toc.yml").is_file():
        from prepost.template.make import renewal

        options["book"] = partial(renewal, options["into"])
    status = run(**options)
    if command == "check" and not status and options["format"] == "text" and (options["folder"] / "_toc.yml").is_file():
        from prepost.template.make import say_what_is_due

        say_what_is_due(options["folder"])
    return status
