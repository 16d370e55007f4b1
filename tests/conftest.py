"""What holds for all tests, whichever of them are chosen: a profile of hypothesis, and how two workers share them."""

import pytest
from hypothesis import settings

settings.register_profile("prepost", deadline=None, max_examples=60, derandomize=True)  # a machine may be busy
settings.load_profile("prepost")


@pytest.fixture
def shown(monkeypatch):
    """The HTML of what is displayed, one text after the other."""
    kept: list[str] = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: kept.append(data["text/html"]))
    return kept


SITE = ["browser", "build", "downloads", "html", "look_of_other_books", "publishing", "reading_aids", "terms"]
GROUPS = {f"tests/book/test_{name}.py": "site" for name in SITE}
GROUPS |= {f"tests/book/test_{name}.py": "answers" for name in ("other_answers", "article_coverage")}
FIRST = ["site", "tests/template/test_second_study.py", "answers", "tests/book/test_execution.py"]
"""The groups that take longest: begun last, one of them would keep a worker busy while the other has nothing to do."""


def group_of(nodeid):
    """The tests that one worker runs: those that look at the built book, that execute its pages, or that share a file."""
    path = nodeid.partition("::")[0]
    return GROUPS.get(path, path)


def pytest_collection_modifyitems(items):
    """Put the longest groups first."""
    groups = {item: group_of(item.nodeid) for item in items}
    items.sort(key=lambda item: FIRST.index(groups[item]) if groups[item] in FIRST else len(FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each worker a group after the other."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        _split_scope = staticmethod(group_of)

    return ByGroup(config, log)
