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
from pathlib import Path

ADVICE = {
    errno.ENOSPC: "Make room on the disk, or name a place with room.",
    errno.EFBIG: "Make room on the disk, or name a place with room.",
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
    options = _parser().parse_args(arguments)
    from prepost.study.faults import StudyError

    try:
        status = options.run(options)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="prepost", description="Reports of before-and-after surveys: make, check, audit."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = commands.add_parser("new", help="make a complete book for a study of your own")
    new.add_argument("folder", metavar="DIR", type=_path, help="a folder that does not exist yet, or is empty")
    new.add_argument(
        "--update",
        action="store_true",
        help="add the pages that study.yml has come to need; pages that you edited stay as they are",
    )
    new.set_defaults(run=_new)

    take_in = commands.add_parser("import", help="turn survey exports into responses.csv and a proposed study.yml")
    take_in.add_argument("files", metavar="FILE", nargs="+", type=_path)
    take_in.add_argument("--into", metavar="DIR", required=True, type=_path, help="the study folder")
    take_in.add_argument("--replace", action="store_true", help="write responses.csv anew where it holds forms already")
    take_in.add_argument("--format", choices=("text", "json"), default="text", help="how it is told what was done")
    take_in.add_argument(
        "--as", dest="kind", choices=("survey", "attendance", "codings"), default="", help="what the files are"
    )
    take_in.set_defaults(run=_import)

    check = commands.add_parser("check", help="name every fault in a study folder")
    check.add_argument("folder", metavar="DIR", type=_path)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    compare = commands.add_parser("compare", help="print the planned comparisons")
    compare.add_argument("folder", metavar="DIR", type=_path)
    compare.add_argument("--format", choices=("csv", "json"), default="csv")
    compare.set_defaults(run=_compare)

    audit = commands.add_parser("audit", help="recompute every number that an article prints")
    audit.add_argument("folder", metavar="DIR", type=_path)
    audit.add_argument("--format", choices=("text", "json", "csv", "html"), default="text")
    audit.add_argument("--only", metavar="ID", help="show one claim's calculation step by step")
    audit.set_defaults(run=_audit)

    disclose = commands.add_parser("disclose", help="try to recover what a built book hides, and list what that is")
    disclose.add_argument("folder", metavar="DIR", type=Path)
    disclose.set_defaults(run=_disclose)

    claims = commands.add_parser("claims", help="find the numbers in an article's text and propose them as claims")
    claims.add_argument("file", metavar="FILE", type=_path)
    claims.add_argument("--into", metavar="DIR", type=_path, required=True)
    claims.set_defaults(run=_claims)

    report = commands.add_parser("report", help="write a book as PDF, as a Word file, and its figures as pictures")
    report.add_argument("folder", metavar="DIR", type=Path, help="the book")
    report.set_defaults(run=_report)

    reconstruct = commands.add_parser("reconstruct", help="find answers that fit everything that an article prints")
    reconstruct.add_argument("folder", metavar="DIR", type=_path)
    reconstruct.set_defaults(run=_reconstruct)
    return parser


def _new(options: argparse.Namespace) -> int:
    from prepost.template.make import run

    return run(options.folder, update=options.update)


def _import(options: argparse.Namespace) -> int:
    from prepost.study.imports.importing import run

    book = None
    if (options.into / "_toc.yml").is_file():
        from prepost.template.make import renewal

        book = partial(renewal, options.into)
    return run(options.files, options.into, options.replace, options.format, options.kind, book)


def _check(options: argparse.Namespace) -> int:
    from prepost.study.check import run

    status = run(options.folder, options.format)
    if status == 0 and options.format == "text" and (options.folder / "_toc.yml").is_file():
        from prepost.study.faults import join_words, typed
        from prepost.template.make import out_of_date, to_write

        pages = out_of_date(options.folder)
        if pages:
            print(
                f"The study has changed since {join_words(pages)} {'was' if len(pages) == 1 else 'were'} written. "
                f"To bring the book up to date: python -m prepost new {typed(options.folder)} --update"
            )
        if open_places := to_write(options.folder):
            print("\n  ".join(["Still to be written, in place of the words in brackets:", *open_places]))
    return status


def _compare(options: argparse.Namespace) -> int:
    from prepost.report.compare import run

    return run(options.folder, options.format)


def _audit(options: argparse.Namespace) -> int:
    from prepost.audit.command import run

    return run(options.folder, options.format, options.only)


def _disclose(options: argparse.Namespace) -> int:
    from prepost.audit.disclose import run

    return run(options.folder)


def _claims(options: argparse.Namespace) -> int:
    from prepost.audit.finding import run

    return run(options.file, options.into)


def _report(options: argparse.Namespace) -> int:
    from prepost.report.hand_over import run

    return run(options.folder)


def _reconstruct(options: argparse.Namespace) -> int:
    from prepost.audit.reconstruction import run

    return run(options.folder)
