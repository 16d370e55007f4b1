"""One build at a time in a folder: a second waits for the first, and for the pages that one broken off is still reading."""

from pathlib import Path

from sphinx.util import logging

try:
    import fcntl
except ImportError:  # Windows, where builds are not kept apart, nor pages read side by side
    fcntl = None

__all__ = ["register"]

_LOGGER = logging.getLogger(__name__)
_HELD = []
"""The folder's lock, which this process holds while it builds; it builds one book at a time."""


def _wait(app, config):
    """Take the folder before anything of it is read; processes that read pages for this one hold it too."""
    folder = Path(app.doctreedir)
    folder.mkdir(parents=True, exist_ok=True)
    _give_back()
    _HELD.append((folder / "building").open("w"))
    if fcntl is None:
        return
    try:
        _take(_HELD[0])
    except OSError as error:  # a network folder, say
        _LOGGER.info("Builds in this folder cannot be kept apart: %s", error)


def _take(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _LOGGER.info("Another build of this book is at work. This one begins when it is done.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _give_back(*_):
    """At the end of a build; or before the next of this process, where one ended before it had begun."""
    while _HELD:
        _HELD.pop().close()


def register(app):
    """Connect the events: before the environment of the last build is loaded, and after everything is written."""
    app.connect("config-inited", _wait, priority=1)
    app.connect("build-finished", _give_back, priority=1000)
