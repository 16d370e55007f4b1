"""The page on one's own data explains messages that are really given, and names every setting and column."""

import re
import shutil
from pathlib import Path

import pytest

from prepost.study import inspect

from .test_broken_inputs import BROKEN

PAGE = Path(__file__).parents[2] / "notebooks" / "13_your_data.md"


@pytest.fixture
def given(folder, tmp_path_factory):
    """All sentences that sound and broken folders are given."""
    said = []
    for spoil, _ in BROKEN:
        copy = tmp_path_factory.mktemp("broken")
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        spoil(copy)
        found = inspect(copy)
        said += [*map(str, found.faults), *map(str, found.repairs), *found.notes]
    untidy = tmp_path_factory.mktemp("untidy")
    shutil.copytree(folder, untidy, dirs_exist_ok=True)
    study, answers = untidy / "study.yml", untidy / "responses.csv"
    study.write_text(
        study.read_text()
        .replace("\nscale:", "\n# CONFIRM THIS: guessed\nscale:")
        .replace("[pre, post]", "[pre, post, later]")
        .replace("second: {wave: post}", "second: {wave: later}")
    )
    answers.write_text(answers.read_text().replace("pre,1", "Pre,1") + "post,1,P01,1,4,2,4\n")
    found = inspect(untidy)
    assert not found.faults
    return "\n".join([*said, *map(str, found.repairs), *found.notes])


def test_every_message_that_the_page_explains_is_given(given):
    table = PAGE.read_text(encoding="utf-8").split("## What the messages mean")[1].split("##")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    for row in rows:
        for phrase in re.findall(r"`([^`]+)`", row.split("|")[1]):
            assert phrase in given, phrase
