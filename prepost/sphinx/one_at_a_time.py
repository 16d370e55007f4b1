"""One build at a time in a folder: a second waits for the first, and for the pages that one broken off is still reading."""

import os
from pathlib import Path

from sphinx.util import logging

try:
    import fcntl
except ImportError:  # Windows, where pages are not read side by side either
    fcntl = None

__all__ = ["register"]

_LOGGER = logging.getLogger(__name__)


def _wait(app, config):
    """Take the folder before anything of it is read; processes that read pages for this one hold it too."""
    folder = Path(app.doctreedir)
    folder.mkdir(parents=True, exist_ok=True)
    app.prepost_lock = os.open(folder / "building", os.O_RDWR | os.O_CREAT, 0o644)
    if fcntl is None:
        return
    try:
        fcntl.flock(app.prepost_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _LOGGER.info("Another build of this book is at work. This one begins when it is done.")
        fcntl.flock(app.prepost_lock, fcntl.LOCK_EX)


def _give_back(app, exception):
    os.close(app.prepost_lock)


def register(app):
    """Connect the events: before the environment of the last build is loaded, and after everything is written."""
    app.connect("config-inited", _wait, priority=1)
    app.connect("build-finished", _give_back, priority=1000)
