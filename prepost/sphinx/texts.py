"""Pages are read again when their text, or a file that it includes, holds anything else than when they were read.

Sphinx goes by dates: it misses a file that is older than the one in whose place it is put, two pages that change names, and a
page that is edited while it is executed. So does its extension for bibliographies.
"""

import os
import time

from sphinxcontrib.bibtex import bibfile

from prepost.sphinx.contents import content_of, edited_since

__all__ = ["register"]


def _note_texts(app, env, docnames):
    """Note what each page holds before it is read: edited after this moment, it will differ from what was noted."""
    env.prepost_begun = time.time_ns()
    texts, included = _noted(env)
    for name in {*docnames, *(texts.keys() - env.found_docs)}:
        texts.pop(name, None)
        included.pop(name, None)
    texts.update((name, content_of(env.doc2path(name))) for name in docnames)


def _noted(env):
    if not hasattr(env, "prepost_texts"):
        env.prepost_texts, env.prepost_included = {}, {}
    return env.prepost_texts, env.prepost_included


def _note_included(app, env):
    """Note what is in the files that pages read now include; of one that was edited meanwhile nobody knows what was read."""
    texts, included = _noted(env)
    for name in texts.keys() - included.keys():
        included[name] = {
            path: None if edited_since(path, env.prepost_begun) else content_of(path) for path in _paths(env, name)
        }


def _paths(env, name):
    return sorted(os.path.join(env.srcdir, path) for path in env.dependencies.get(name, ()))


def _outdated(app, env, added, changed, removed):
    """Name the pages whose text, or anything in it that stands in a file of its own, differs from what was noted."""
    texts, included = _noted(env)
    return sorted(
        name
        for name in env.found_docs
        if texts.get(name) != content_of(env.doc2path(name))
        or any(content != content_of(path) or content is None for path, content in included.get(name, {}).items())
    )


def register(app):
    """Connect the events, and let what is known of a bibliography's file be its content instead of its date."""
    bibfile.get_mtime = lambda path: content_of(str(path))
    app.connect("env-get-outdated", _outdated)
    app.connect("env-before-read-docs", _note_texts, priority=800)  # after others may have named more pages
    app.connect("env-updated", _note_included)
