"""`python -m prepost new`: a complete book for another study, and its update when the study has grown.

What was written is noted in `.prepost.json` with its checksum. A file whose checksum has changed since is its
owner's: it is never written again.
"""

import json
import re
import string
from importlib import resources
from pathlib import Path

from prepost.study.faults import StudyError, join_words, typed
from prepost.study.schema import FILES
from prepost.study.settings import Settings, read_settings, settings_from
from prepost.study.template_state import RECORD, is_untouched, note, noted
from prepost.study.writing import write_all

BOOK = resources.files("prepost.template") / "book"
FIRST_PAGES = ("methods", "participants")
LAST_PAGES = ("scores", "questions", "themes", "cost", "robustness", "provenance")
FILES_OF = {"pages/themes": ("interviews.csv", "codings.csv"), "pages/cost": ("costs.csv",)}
"""What a page shows; where none of these files holds a row, the contents leave it out."""
TO_WRITE = re.compile(r"\[Say here[^\]]*\]")


def run(folder: Path, update: bool = False) -> int:
    """Make a book, or bring one up to date with its study.yml, and say what was done.

    Parameters
    ----------
    folder : Path
        A new or empty folder; with `update`, one that holds a book.
    update : bool

    Returns
    -------
    int
        Exit status 0.

    Raises
    ------
    StudyError
        If the folder holds something else, or study.yml cannot be read.
    """
    written = renew(folder) if update else make(folder)
    print(f"Wrote {join_words(written)}." if written else "Nothing to add: every domain has its page.")
    if not update:
        print(f"Next: put your answers into {folder / 'responses.csv'} and describe them in {folder / 'study.yml'},")
        print(f"or give your survey's export to: python -m prepost import FILE --into {typed(folder)}")
        print(f"Then: python -m prepost check {typed(folder)}")
        print(f"      jupyter-book build {typed(folder)}")
    return 0


def make(folder: Path) -> list[str]:
    """Write a new book with an invented example study; returns the names of its files."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError.about(
            str(folder),
            "this folder is not empty.",
            "Name a new one; or add --update to bring the book in it up to date.",
        )
    texts = {name: (BOOK / name).read_text(encoding="utf-8") for name in ("study.yml", "responses.csv")}
    texts |= {
        file.name: ",".join(column.name for column in file.columns) + "\n" for file in FILES if file.name not in texts
    }
    texts |= _book(settings_from(texts["study.yml"].encode(), folder)[0], folder)
    write_all(folder, texts | {RECORD: note(folder, texts)})
    return sorted(texts)


def renew(folder: Path) -> list[str]:
    """Write the pages that study.yml asks for and that are not there; renew those that nobody has edited.

    Returns
    -------
    list of str
        Names of the files that were written or removed.
    """
    texts, removed, names = renewal(folder)
    if names:
        write_all(folder, texts, removed)
    return names


def renewal(folder: Path, study_yml: str = "") -> tuple[dict[str, str], list[str], list[str]]:
    """What `renew` writes, what it removes, and the names that it returns; `study_yml` if another is about to be written."""
    wanted, changed, obsolete = _due(folder, study_yml)
    contents, is_ours = _contents(folder, wanted, obsolete)
    ours = changed | ({"_toc.yml": contents} if contents and is_ours else {})
    texts = ours | ({"_toc.yml": contents} if contents else {})
    names = sorted([*texts, *(f"{name} (removed)" for name in obsolete)])
    return (texts | {RECORD: note(folder, ours, obsolete)} if names else {}), obsolete, names


def say_what_is_due(folder: Path) -> None:
    """Print what of a book is older than study.yml, and what its pages still ask their author to write."""
    wanted, changed, obsolete = _due(folder)
    contents = folder / "_toc.yml"
    is_old = is_untouched(contents) and contents.read_text("utf-8") != wanted["_toc.yml"]
    if pages := sorted([*changed, *obsolete, *["_toc.yml"] * is_old]):
        print(
            f"The study has changed since {join_words(pages)} {'was' if len(pages) == 1 else 'were'} written. "
            f"To bring the book up to date: python -m prepost new {typed(folder)} --update"
        )
    names = ["index", *map(_page_of, contents.read_text("utf-8").splitlines())]
    texts = {name: path.read_text("utf-8") for name in names if name and (path := folder / f"{name}.md").is_file()}
    to_write = [
        f"{name}.md, line {text[: found.start()].count(chr(10)) + 1}: {' '.join(found.group().split())}"
        for name, text in texts.items()
        for found in TO_WRITE.finditer(text)
    ]
    if to_write:
        print("\n  ".join(["Still to be written, in place of the words in brackets:", *to_write]))


def _due(folder: Path, study_yml: str = "") -> tuple[dict[str, str], dict[str, str], list[str]]:
    """All files of the book by name, those of them that are to be written, and the names of pages that nothing asks for."""
    settings, faults = settings_from(study_yml.encode(), folder) if study_yml else read_settings(folder)
    if faults or settings is None:
        raise StudyError(faults)
    wanted = _book(settings, folder)
    new = not (folder / RECORD).exists() or not (folder / "_config.yml").exists()
    changed = {}
    for name, text in wanted.items():
        path = folder / name
        is_due = new or name not in noted(folder)  # a page that was deleted stays deleted, one that was edited as it is
        if path.exists():
            is_due = is_untouched(path, folder) and path.read_text(encoding="utf-8") != text
        if is_due and name != "_toc.yml":
            changed[name] = text
    obsolete = [
        name
        for name in noted(folder)
        if name.startswith("pages/domain_") and name not in wanted and is_untouched(folder / name, folder)
    ]
    return wanted, changed, obsolete


def _book(settings: Settings, folder: Path) -> dict[str, str]:
    """All pages and the configuration of a study's book, by name."""
    words = {
        "title": _as_markdown(settings.title),
        "config_title": json.dumps(_as_plain(settings.title), ensure_ascii=False),
    }
    pages = {"_config.yml": _filled("_config.yml", words), "index.md": _filled("index.md", words)}
    pages |= {f"pages/{name}.md": _filled(f"pages/{name}.md", words) for name in FIRST_PAGES + LAST_PAGES}
    for domain, title in settings.domains.items():
        pages[f"pages/domain_{domain}.md"] = _filled(
            "pages/domain.md", {"domain": domain, "domain_title": _as_markdown(title)}
        )
    own = [
        f"pages/{path.stem}"
        for path in sorted((folder / "pages").glob("domain_*.md"))
        if f"pages/{path.name}" not in pages and not is_untouched(path, folder)
    ]
    names = [
        *(f"pages/{name}" for name in FIRST_PAGES),
        *(f"pages/domain_{domain}" for domain in settings.domains),
        *own,
        *(name for last in LAST_PAGES if _has_something(name := f"pages/{last}", settings, folder)),
    ]
    pages["_toc.yml"] = "format: jb-book\nroot: index\nchapters:\n" + "".join(f"  - file: {name}\n" for name in names)
    return pages


def _has_something(page: str, settings: Settings, folder: Path) -> bool:
    """Whether there is anything to show on a page."""
    if page == "pages/questions":
        return bool(settings.choices or settings.comments)
    paths = [folder / name for name in FILES_OF.get(page, ())]
    return not paths or any(len(path.read_bytes().strip().splitlines()) > 1 for path in paths if path.is_file())


def _filled(name: str, words: dict[str, str]) -> str:
    text = (BOOK / name).read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: words[match[1]], text)


def _as_markdown(text: str) -> str:
    """A text of the user as letters: nothing in it is read as Markdown, a role or a formula."""
    return "".join(f"\\{c}" if c in string.punctuation else c for c in " ".join(text.split()))


def _as_plain(text: str) -> str:
    """A text for a browser's title bar, which takes no markup."""
    return " ".join(re.sub(r"[<>{}]", " ", text).split())


def _contents(folder: Path, wanted: dict[str, str], obsolete: list[str]) -> tuple[str, bool]:
    """The table of contents to be written, "" for none, and whether it is ours: else only domain pages come and go."""
    path = folder / "_toc.yml"
    try:
        known = path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError:
        raise StudyError.about("_toc.yml", "the file cannot be read.", "Save it as plain text in UTF-8.") from None
    if not known or is_untouched(path):
        return wanted["_toc.yml"] * (known != wanted["_toc.yml"]), True
    lines = known.splitlines()
    gone = {name.removesuffix(".md") for name in obsolete}
    kept = [line for line in lines if _page_of(line) not in gone]
    there = {_page_of(line) for line in kept}
    missing = [
        name.removesuffix(".md")
        for name in wanted
        if name.startswith("pages/domain_") and name.removesuffix(".md") not in there
    ]
    if not missing and kept == lines:
        return "", False
    places = [
        place for place, line in enumerate(kept) if _page_of(line).startswith(("pages/domain_", "pages/participants"))
    ]
    place = places[-1] + 1 if places else len(kept)
    indent = re.match(r"\s*", kept[place - 1])[0] if places else "  "
    return "\n".join([*kept[:place], *(f"{indent}- file: {name}" for name in missing), *kept[place:]]) + "\n", False


def _page_of(line: str) -> str:
    return line.partition("file:")[2].strip()
