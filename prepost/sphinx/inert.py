"""Nothing that a text holds is run: what the theme prints as it is becomes letters, and a browser is told to run nothing else.

Titles come from study.yml. The theme writes a page's title as it is into what is printed on paper, and the search page takes
all of them as HTML. Behind this stands a second wall, a content security policy in the head of every page: what is run are the
site's own files and the scripts that the theme writes into heads, nothing that stands in a text, an attribute or an address;
and nothing is fetched from elsewhere. A book whose own pages need more says so in ``_config.yml``, under ``sphinx: config:``

``prepost_policy``
    The policy, with ``{scripts}`` where those of a page's head belong; "" for none.

Marks that turn the direction of writing, with which a text can look like another one, are shown by their names.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import Path

from sphinx.search import js_index

POLICY = (
    "default-src 'self' file:; script-src 'self' file: {scripts}; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; font-src 'self' file: data:; object-src 'none'; base-uri 'none'; form-action 'self' file:"
)
"""Nothing from elsewhere. ``file:`` is for a site on the reader's own disk, where not every browser has a 'self'."""

_INLINE = re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/))[^>]*>(.*?)</script>", re.DOTALL)


def with_policy(html, policy, *, trusted=False):
    """Return a page with a content security policy that names the scripts in its head by what they hold.

    Parameters
    ----------
    html : str
        The page.
    policy : str
        As `POLICY`.
    trusted : bool
        Whether scripts in its body are named too: on a page that holds no text but the theme's.

    Examples
    --------
    >>> page = '<head><meta charset="utf-8" /><script>a()</script></head><script>b()</script>'
    >>> [with_policy(page, "script-src {scripts}", trusted=trusted).count("sha256-") for trusted in (False, True)]
    [2, 3]
    """
    head, end, _ = html.partition("</head>")
    before, charset, after = html.partition("<meta charset=")
    if not (policy and end and charset):
        return html
    own = (
        resources.files("prepost.report").joinpath("voices.js").read_text(encoding="utf-8")
    )  # it comes with quotations
    digests = {sha256(script.encode()).digest() for script in [own, *_INLINE.findall(html if trusted else head)]}
    scripts = " ".join(sorted(f"'sha256-{b64encode(digest).decode()}'" for digest in digests))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy.format(scripts=scripts)}" />'
    return f"{before}{meta}{charset}{after}"


def _escape_titles_on_paper(app, pagename, templatename, context, doctree):
    context["pagetitle"] = escape(context.get("pagetitle", ""))


def _escape_titles_of_search(app, exception):
    path = Path(app.outdir, "searchindex.js")
    if exception is None and path.is_file():
        index = js_index.loads(path.read_text(encoding="utf-8"))
        index["alltitles"] = {escape(title, quote=False): where for title, where in index["alltitles"].items()}
        path.write_text(js_index.dumps(index), encoding="utf-8")


def register(app):
    """Escape titles where the theme and Sphinx do not; :mod:`prepost.sphinx.finish` writes the policy into pages."""
    app.add_config_value("prepost_policy", POLICY, "html")
    app.connect("html-page-context", _escape_titles_on_paper, priority=900)
    app.connect("build-finished", _escape_titles_of_search)
