"""The search index of a rebuilt book is that of a book built from nothing.

Where few pages have changed, Sphinx takes the words of the others from the index that it wrote before. It leaves in words that
no page has any more, and leaves out the terms of the glossary on pages that are not written anew.
"""

import json
from pathlib import Path

__all__ = ["register"]


def _complete(app):
    """Put the index in order before it is written, after all pages are."""
    index = getattr(app.builder, "indexer", None)
    if index is None:
        return []
    for pages_by_word in (index._mapping, index._title_mapping):
        for word in [word for word, pages in pages_by_word.items() if not pages]:
            del pages_by_word[word]
    kept = Path(app.doctreedir, "index_entries.json")
    entries = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    entries.update(index._index_entries)
    index._index_entries.clear()
    index._index_entries.update((page, entries[page]) for page in sorted(app.env.found_docs.intersection(entries)))
    kept.write_text(json.dumps(index._index_entries), encoding="utf-8")
    return []


def register(app):
    """Complete the index at the last moment before Sphinx writes it."""
    app.connect("html-collect-pages", _complete)
