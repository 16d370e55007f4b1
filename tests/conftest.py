"""What holds for all tests, whichever of them are chosen: a profile of hypothesis, and how two workers share them."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("prepost", deadline=None, max_examples=60, derandomize=True)  # a machine may be busy
settings.load_profile("prepost")

FIRST = ["site", "test_second_study.py", "answers", "test_execution.py", "test_reconstruct.py"]
"""The groups that take longest: begun last, one of them would keep a worker busy while the other has nothing to do."""


def group_of(item):
    """The tests that one worker runs: all that look at the built book, all that execute its pages, else those of a file."""
    if {"built", "chromium"} & set(getattr(item, "fixturenames", ())):
        return "site"
    name = Path(item.path).name
    return "answers" if name in ("test_other_answers.py", "test_article_coverage.py") else name


def pytest_collection_modifyitems(items):
    """Give every test its group, and put the longest groups first."""
    groups = {item: group_of(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: FIRST.index(groups[item]) if groups[item] in FIRST else len(FIRST))
