"""`python -m prepost`: one command a task, each importing only what it needs.

Exit status 0: done. 2: something in the user's files or arguments has to be changed; the sentences say what.
"""

import argparse
import os
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.
    """
    # study.yml needs no plugin of pydantic's; looking for one in every package would take as long as reading it.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    parser = _parser()
    options = parser.parse_args(arguments)
    from prepost.study.faults import StudyError

    try:
        status = options.run(options)
        sys.stdout.flush()
        return status
    except StudyError as error:
        sys.stdout.flush()
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has gone (as with `| head`); python would complain once more while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="prepost", description="Reports of before-and-after surveys: make, check, audit."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = commands.add_parser("new", help="make a complete book for a study of your own")
    new.add_argument("folder", metavar="DIR", type=Path, help="a folder that does not exist yet, or is empty")
    new.add_argument(
        "--update",
        action="store_true",
        help="add the pages that study.yml has come to need; pages that you edited stay as they are",
    )
    new.set_defaults(run=_new)

    take_in = commands.add_parser("import", help="turn survey exports into responses.csv and a proposed study.yml")
    take_in.add_argument("files", metavar="FILE", nargs="+", type=Path)
    take_in.add_argument("--into", metavar="DIR", required=True, type=Path, help="the study folder")
    take_in.add_argument("--replace", action="store_true", help="write responses.csv anew where it holds forms already")
    take_in.add_argument("--format", choices=("text", "json"), default="text", help="how it is told what was done")
    take_in.add_argument(
        "--as", dest="kind", choices=("survey", "attendance", "codings"), default="", help="what the files are"
    )
    take_in.set_defaults(run=_import)

    check = commands.add_parser("check", help="name every fault in a study folder")
    check.add_argument("folder", metavar="DIR", type=Path)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    compare = commands.add_parser("compare", help="print the planned comparisons")
    compare.add_argument("folder", metavar="DIR", type=Path)
    compare.add_argument("--format", choices=("csv", "json"), default="csv")
    compare.set_defaults(run=_compare)

    audit = commands.add_parser("audit", help="recompute every number that an article prints")
    audit.add_argument("folder", metavar="DIR", type=Path)
    audit.add_argument("--format", choices=("text", "json", "csv", "html"), default="text")
    audit.add_argument("--only", metavar="ID", help="show one claim's calculation step by step")
    audit.set_defaults(run=_audit)

    disclose = commands.add_parser("disclose", help="try to recover what a built book hides, and list what that is")
    disclose.add_argument("folder", metavar="DIR", type=Path)
    disclose.set_defaults(run=_disclose)

    claims = commands.add_parser("claims", help="find the numbers in an article's text and propose them as claims")
    claims.add_argument("file", metavar="FILE", type=Path)
    claims.add_argument("--into", metavar="DIR", type=Path, required=True)
    claims.set_defaults(run=_claims)

    reconstruct = commands.add_parser("reconstruct", help="find answers that fit everything that an article prints")
    reconstruct.add_argument("folder", metavar="DIR", type=Path)
    reconstruct.set_defaults(run=_reconstruct)
    return parser


def _new(options: argparse.Namespace) -> int:
    from prepost.template.make import run

    return run(options.folder, update=options.update)


def _import(options: argparse.Namespace) -> int:
    from prepost.study.imports.importing import run

    status = run(options.files, options.into, replace=options.replace, form=options.format, kind=options.kind)
    if (options.into / "_toc.yml").is_file():
        from prepost.template.make import renew

        pages = renew(options.into)
        if pages and options.format == "text":
            print(f"Pages of the book brought up to date: {', '.join(pages)}.")
    return status


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


def _reconstruct(options: argparse.Namespace) -> int:
    from prepost.audit.reconstruction import run

    return run(options.folder)
