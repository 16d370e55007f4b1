"""Leaves in the site only what its pages use.

The theme brings its icons twice: as a font, which its style sheet uses, and as a script of 1.5 MB that replaces every icon
after the page has been drawn. The font alone is enough, and nothing moves. It also brings source maps and translations.
"""

import re
import shutil
from pathlib import Path

__all__ = ["UNUSED", "without_icon_script", "setup"]

UNUSED = (
    "_static/scripts/*.map",
    "_static/styles/*.map",
    "_static/scripts/fontawesome.js*",
    "_static/vendor/fontawesome/webfonts/*.ttf",
    "_static/locales",
    "_static/images/logo_*",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
)
"""What no page of this book asks for, as patterns below the site's folder."""

_ICON_SCRIPT = re.compile(r"\s*<script\b[^>]*\bsrc=\"[^\"]*scripts/fontawesome\.js[^\"]*\"[^>]*></script>")


def without_icon_script(html):
    """Return a page without the theme's icon script.

    Examples
    --------
    >>> without_icon_script('<p></p><script defer src="_static/scripts/fontawesome.js?digest=1"></script>')
    '<p></p>'
    """
    return _ICON_SCRIPT.sub("", html)


def _trim(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        trimmed = without_icon_script(html)
        if trimmed != html:
            page.write_text(trimmed, encoding="utf-8")
    for pattern in UNUSED:
        for path in site.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup(app):
    """Trim the site after everything else has been written."""
    app.connect("build-finished", _trim, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
