"""Formulas as MathML: drawn by the browser, read by screen readers, with no script and nothing to fetch.

Stands in for MathJax, which Sphinx loads from another site.
"""

from docutils import nodes
from latex2mathml.converter import convert


def mathml(latex, *, display="inline"):
    """Return the MathML element for a formula in LaTeX.

    Parameters
    ----------
    latex : str
        The formula, without dollar signs.
    display : {"inline", "block"}
        Within a line of text, or on a line of its own.

    Examples
    --------
    >>> print(mathml("n + 1"))
    <math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>n</mi><mo>&#x0002B;</mo><mn>1</mn></mrow></math>
    """
    return convert(latex, display=display)


def _visit_inline(translator, node):
    translator.body.append(f'<span class="math">{mathml(node.astext())}</span>')
    raise nodes.SkipNode


def _visit_block(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(mathml(node.astext(), display="block"))
    translator.body.append("</div>")
    raise nodes.SkipNode


def register(app):
    """Offer ``mathml`` as a value of ``html_math_renderer`` and make it the default."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    app.connect("config-inited", _choose)


def _choose(app, config):
    if not config.html_math_renderer:
        config.html_math_renderer = "mathml"
