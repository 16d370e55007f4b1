"""What pages show of one another is never older than those: titles, numbers, places, citations, and values by name.

Sphinx writes the pages that it has read anew. Others show the title or the number of something on them, and stay as they were.
"""

import uuid

from prepost.sphinx.contents import content_of, digest_of_text
from prepost.sphinx.rebuild import beside_site

__all__ = ["register"]

_OF_DOMAINS = ("labels", "anonlabels", "objects", "terms")


def _glued(app, docname):
    """The file from which other pages show what this one gave a name (MyST-NB's `glue`)."""
    return beside_site(app, f"{docname}.glue.json")


def _forget_values(app, docname, source):
    """MyST-NB leaves the file of a page that gives nothing a name any more."""
    _glued(app, docname).unlink(missing_ok=True)


def _shown_of_others(app, env):
    """Order, titles, numbers of sections and figures, what labels and headings lead to, citations, and values by name."""
    titles = {name: node.astext() for name, node in env.titles.items()}
    headings = {name: _headings(env.metadata[name]) for name in env.found_docs}
    places = [
        (name, part, _plain(data[part]))
        for name, data in env.domaindata.items()
        for part in _OF_DOMAINS
        if part in data
    ]
    values = {name: content_of(str(_glued(app, name))) for name in env.found_docs}
    numbers = [env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers]
    return digest_of_text([titles, headings, places, _citations(env), values, numbers])


def _headings(metadata):
    """The words of a page's headings by their anchors, without the lines on which they stand."""
    return {anchor: list(words) for anchor, (_, *words) in metadata.get("myst_slugs", {}).items()}


def _plain(value):
    """A mapping as a list, for its keys may be tuples."""
    return sorted([repr(name), str(item)] for name, item in value.items()) if isinstance(value, dict) else []


def _citations(env):
    found = env.domaindata.get("cite", {}).get("citations", [])
    return [[each.citation_id, each.key, *map(_words, (each.formatted_entry, each.tooltip_entry))] for each in found]


def _words(entry):
    return entry and [str(entry.label), str(entry.text)]


def _write_what_shows_others(app, env):
    """All pages, where anything that pages show of one another has changed: this builder's now, another's when it is its turn."""
    before, env.prepost_shown_of_others = getattr(env, "prepost_shown_of_others", None), _shown_of_others(app, env)
    if before == env.prepost_shown_of_others:
        return []
    env.prepost_reading = uuid.uuid4().hex
    return sorted(env.found_docs)


def _outdated_by_contents(app, env, added, changed, removed):
    """All pages, where the table of contents has changed: titles, captions and links that it sets itself stand in them."""
    contents = getattr(app.config, "external_site_map", None)
    now = digest_of_text(contents.as_json()) if contents else ""
    before, env.prepost_contents = getattr(env, "prepost_contents", now), now
    return [] if before == now else sorted(env.found_docs)


def register(app):
    """Connect the events."""
    app.connect("env-get-outdated", _outdated_by_contents)
    app.connect("source-read", _forget_values)
    app.connect("env-get-updated", _write_what_shows_others, priority=900)  # after figures and sections are numbered
