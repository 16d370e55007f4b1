"""Numbered figures and tables out of the HTML that a notebook cell shows.

:func:`prepost.report.figure` and :func:`prepost.report.table` show HTML of this form, which reads well in a notebook too::

    <figure class="prepost-figure" id="LABEL" data-kind="figure">
      ... <figcaption><span class="prepost-number" data-label="LABEL"></span> The finding </figcaption>
    </figure>

Sphinx numbers nodes, not HTML. So each such output becomes a node of its own, of the kind that ``data-kind`` names, before
Sphinx collects its cross references. ``{numref}`LABEL``` then works in prose, figures and tables count apart, and the number
is written into the empty ``span`` when the page is.
"""

import re
from html import escape, unescape

from docutils import nodes
from markupsafe import Markup
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

_LOGGER = logging.getLogger(__name__)
_FIGURE = re.compile(r'<figure\b(?=[^>]*\bclass="[^"]*\bprepost-figure\b)[^>]*>')
_CAPTION = re.compile(r"<(figcaption|caption)\b[^>]*>(.*?)</\1>", re.DOTALL)


class NumberedFigure(nodes.General, nodes.Element):
    """A figure of a cell's output; its one child is the raw HTML."""


class NumberedTable(nodes.General, nodes.Element):
    """A table of a cell's output; its one child is the raw HTML."""


_NODES = {"figure": NumberedFigure, "table": NumberedTable}


class NumberOutputs(SphinxTransform):
    """Wrap each marked HTML output in a node that Sphinx can number."""

    default_priority = 400  # before Sphinx collects labels (850)

    def apply(self, **kwargs):
        """Replace the raw nodes of this document that hold a marked ``<figure>``."""
        for raw in list(self.document.findall(nodes.raw)):
            if "html" not in raw.get("format", "").split() or isinstance(raw.parent, tuple(_NODES.values())):
                continue
            markers = _FIGURE.findall(raw.astext())
            if len(markers) > 1:
                _LOGGER.warning(
                    "a cell output holds %d numbered figures; show each by itself", len(markers), location=raw
                )
            elif markers:
                self._wrap(raw, markers[0])

    def _wrap(self, raw, marker):
        label, kind = _attribute(marker, "id"), _attribute(marker, "data-kind")
        if not label or kind not in _NODES:
            _LOGGER.warning("a numbered figure needs an id, and data-kind figure or table: %s", marker, location=raw)
            return
        node = _NODES[kind]("", ids=[label], names=[nodes.fully_normalize_name(label)], title=_title(raw.astext()))
        node.source, node.line = raw.source, raw.line
        raw.replace_self(node)
        node += raw
        self.document.note_explicit_target(node, node)


def _attribute(tag, name):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else ""


def _title(html):
    """The caption's words, for references that quote the title."""
    found = _CAPTION.search(html)
    return Markup(found.group(2)).striptags() if found else ""


def _write_numbered(kind):
    def visit(translator, node):
        label = node["ids"][0]
        key = f"{translator.docnames[-1]}/{kind}" if translator.builder.name == "singlehtml" else kind
        number = translator.builder.fignumbers.get(key, {}).get(label, ())
        words = translator.config.numfig_format[kind] % ".".join(map(str, number)) + "." if number else ""
        span = f'<span class="prepost-number" data-label="{escape(label)}">'
        link = f'<a class="headerlink" href="#{escape(label)}" title="Link to this {kind}">#</a>'
        html = node[0].astext().replace(f"{span}</span>", f"{span}{words}</span>")
        translator.body.append(_CAPTION.sub(lambda found: _with_link(found, link), html, count=1))
        raise nodes.SkipNode

    return visit


def _with_link(caption, link):
    """A caption with the link to its own anchor as its last word."""
    name, whole = caption.group(1), caption.group(0)
    end = whole.rindex("</span></caption>") if whole.endswith("</span></caption>") else whole.rindex(f"</{name}>")
    return f"{whole[:end]}{link}{whole[end:]}"


def _skip(translator, node):
    raise nodes.SkipNode


def register(app):
    """Add the two nodes and the transform to the Sphinx application."""
    for kind, node in _NODES.items():
        app.add_enumerable_node(
            node,
            kind,
            title_getter=lambda node: node["title"],
            html=(_write_numbered(kind), None),
            **dict.fromkeys(("latex", "text", "man", "texinfo"), (_skip, None)),
        )
    app.add_transform(NumberOutputs)
