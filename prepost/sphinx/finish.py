"""The last touches on the built pages: what the theme and Sphinx write that a page does not need, or that has become wrong.

The theme brings its icons twice: as a font, which its style sheet uses, and as a script of 1.5 MB that replaces every icon
after the page has been drawn. The font alone is enough, and nothing moves. It also brings source maps and translations.
Docutils gives references a role that ARIA has since given up, and says of no table heading what it is the heading of.
Every page gets its content security policy (:mod:`prepost.sphinx.inert`). Where study.yml says ``show_code: false``, no page has
code.
"""

import re
import shutil
from contextlib import suppress
from pathlib import Path

from prepost.sphinx.changed import study_folder
from prepost.sphinx.inert import with_policy
from prepost.study.faults import DIRECTIONS, StudyError
from prepost.study.settings import read_settings

UNUSED = (
    "_static/scripts/*.map",
    "_static/styles/*.map",
    "_static/scripts/fontawesome.js*",
    "_static/vendor/fontawesome/webfonts/*.ttf",
    "_static/locales",
    "_static/images/logo_*",
    "_static/check-solid.svg",
    "_static/copy-button.svg",
    "_static/copybutton_funcs.js",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
)
"""What no page of a book asks for, as patterns below the site's folder."""

_ICON_SCRIPT = re.compile(r"\s*<script\b[^>]*\bsrc=\"[^\"]*scripts/fontawesome\.js[^\"]*\"[^>]*></script>")

_NAMED_TWICE = re.compile(r"(/mystnb\.[0-9a-f]+\.css)\?v=[0-9a-f]+")  # its digest is in its name already


def finished(html):
    """Return a page without the theme's icon script, with current roles, and with marks of direction shown by their names.

    Examples
    --------
    >>> finished('<p></p><script defer src="_static/scripts/fontawesome.js?digest=1"></script>')
    '<p></p>'
    >>> finished('<link href="_static/mystnb.11b3.css?v=8cd3" />')
    '<link href="_static/mystnb.11b3.css" />'
    >>> finished("\u202eabc")
    '[U+202E]abc'
    >>> finished('<div class="citation" role="doc-biblioentry">')
    '<div class="citation" role="listitem">'
    >>> finished('<th class="head"><p>Column</p></th><th class="stub"><p>Row</p></th>')
    '<th scope="col" class="head"><p>Column</p></th><th scope="row" class="stub"><p>Row</p></th>'
    """
    html = _NAMED_TWICE.sub(r"\1", _ICON_SCRIPT.sub("", html)).replace('role="doc-biblioentry"', 'role="listitem"')
    html = html.translate(DIRECTIONS)
    return html.replace('<th class="head', '<th scope="col" class="head').replace(
        '<th class="stub', '<th scope="row" class="stub'
    )


def _leave_out_code(app, config):
    """Take the code out of all pages where study.yml says so; what is wrong with the study, the build and the pages tell."""
    with suppress(StudyError, SystemExit):
        settings, _ = read_settings(study_folder(app))
        config.nb_remove_code_source = config.nb_remove_code_source or bool(settings and not settings.show_code)


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    own = {site / name for name in _brought_along(app)}
    texts = {Path(app.builder.get_outfilename(name)) for name in app.env.found_docs}
    policy = "" if app.builder.name == "singlehtml" else app.config.prepost_policy  # one page is for printing
    for page in site.rglob("*.html"):
        if page not in own:
            with suppress(UnicodeDecodeError):  # a page that the book brings along
                html = finished(page.read_text(encoding="utf-8"))
                page.write_text(with_policy(html, policy, trusted=page not in texts), encoding="utf-8")
    for pattern in UNUSED:
        for path in site.glob(pattern):
            if not any(name.is_relative_to(path) for name in own):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _brought_along(app):
    """The paths in the site of the files that the book puts there as they are: they stay as they are."""
    folders = [
        (Path(app.confdir, name), "_static") for name in app.config.html_static_path if not Path(name).is_absolute()
    ]
    folders += [(Path(app.confdir, name), "") for name in app.config.html_extra_path]
    for folder, place in folders:
        yield from (Path(place, path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        if folder.is_file():
            yield Path(place, folder.name)


def register(app):
    """Leave out code before pages are read, and finish the site after everything else has been written."""
    app.connect("config-inited", _leave_out_code)
    app.connect("build-finished", _finish, priority=900)
