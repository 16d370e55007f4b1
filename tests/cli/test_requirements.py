"""The pins are exactly what the book, and then the tests, need: nothing that no one imports, nothing left to chance."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

BOOK = Path(__file__).resolve().parents[2]
BOOK_TOOLS = ["jupytext", "pypandoc-binary"]
"""Asked for by no import of a page: pages are jupytext's, and a reader may want them as notebooks, or all in Word."""
TEST_TOOLS = """pytest hypothesis playwright axe-playwright-python beautifulsoup4 polars duckdb pyarrow narwhals pyreadstat
scrutipy pytest-xdist ruff dask distributed""".split()


def plain(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    lines = (BOOK / file).read_text(encoding="utf-8").splitlines()
    return {plain(line.partition("==")[0]): line.partition("==")[2] for line in lines if "==" in line}


def needed(roots: list[str]) -> set[str]:
    """Everything that some packages rest on, as they declare it themselves."""
    found: set[str] = set()
    waiting = [Requirement(root) for root in roots]
    while waiting:
        package = waiting.pop()
        if plain(package.name) in found:
            continue
        found.add(plain(package.name))
        for line in distribution(package.name).requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement)
    return found


DECLARED = tomllib.loads((BOOK / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def test_what_the_book_needs_and_what_the_tests_need_on_top_is_pinned_and_nothing_else():
    of_book = needed([*DECLARED, *BOOK_TOOLS])
    assert set(pins("requirements.txt")) == of_book
    assert set(pins("requirements-test.txt")) == needed(TEST_TOOLS) - of_book


@pytest.mark.parametrize("line", DECLARED)
def test_the_pins_are_versions_that_the_library_declares(line):
    requirement = Requirement(line)
    assert pins("requirements.txt")[plain(requirement.name)] in requirement.specifier


def test_the_last_line_is_the_library_itself():
    assert (BOOK / "requirements.txt").read_text(encoding="utf-8").splitlines()[-1] == "-e ."
