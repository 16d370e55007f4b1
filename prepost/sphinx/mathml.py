"""Formulas as MathML: drawn by the browser, read by screen readers, with no script and nothing to fetch.

Stands in for MathJax, which Sphinx loads from another site.
"""

from docutils import nodes
from latex2mathml.converter import convert


def _visit_inline(translator, node):
    translator.body.append(f'<span class="math">{convert(node.astext())}</span>')
    raise nodes.SkipNode


def _visit_block(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(convert(node.astext(), display="block"))
    translator.body.append("</div>")
    raise nodes.SkipNode


def register(app):
    """Offer ``mathml`` as a value of ``html_math_renderer`` and make it the default."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    app.connect("config-inited", _choose)


def _choose(app, config):
    if not config.html_math_renderer:
        config.html_math_renderer = "mathml"
