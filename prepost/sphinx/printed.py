"""The role ``{printed}`id```: a number as an article prints it, linked to its row in the ledger.

``id`` is a claim's id in ``published/claims.csv``, or what that file gives as its place (``table1/STATEMENT/COLUMN``). The
page that carries the ledger is ``prepost_ledger_page`` in ``_config.yml``; its rows have the claims' ids as anchors.

The way back leads to the very words: the first link from a page to a claim gets the anchor ``printed-id``, and what links
from the claim's row to that page links to the anchor.
"""

import posixpath
import re
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from prepost.sphinx.changed import study_folder
from prepost.study.claims import read_claims

__all__ = ["PrintedRole", "anchored", "led_back", "register"]

_LINK = re.compile(r'<a\b(?P<attributes>[^>]*?)\bhref="(?P<page>[^"#]*)#(?P<claim>[A-Za-z][\w-]*)"')
_ROW = re.compile(r'<tr id="(?P<claim>[A-Za-z][\w-]*)".*?</tr>', re.DOTALL)


@lru_cache(maxsize=1)
def _claims(folder):
    """The claims of a study by id, and by place where only one claim stands there."""
    by_id = read_claims(folder)
    by_place = {}
    for claim in by_id.values():
        by_place.setdefault(claim.where, claim)
    return by_place | by_id


class PrintedRole(SphinxRole):
    """Show the printed string of a claim as a link to the ledger."""

    def run(self):
        """Return the reference, or a warning where no claim has this id."""
        claim = _claims(study_folder(self.env.app)).get(self.text)
        if claim is None:
            message = self.inliner.reporter.warning(f"no claim has the id or place {self.text!r}", line=self.lineno)
            return [nodes.literal(self.text, self.text)], [message]
        reference = addnodes.pending_xref(
            "", refdomain="", reftype="prepost-printed", reftarget=claim.id, refdoc=self.env.docname, refwarn=True
        )
        reference += nodes.inline("", claim.printed, classes=["prepost-printed"])
        return [reference], []


def _resolve(app, env, node, contnode):
    if node.get("reftype") != "prepost-printed":
        return None
    page, target = app.config.prepost_ledger_page, node["reftarget"]
    if page not in env.found_docs:
        return contnode
    return make_refnode(
        app.builder, node["refdoc"], page, target, contnode, f"Printed in the article. Its check: {target}"
    )


def anchored(html, ledger):
    """Return a page whose first link to each row of the ledger has an anchor, and the claims so linked.

    Parameters
    ----------
    html : str
        The page.
    ledger : str
        The address of the ledger's page, as the page writes it.

    Examples
    --------
    >>> anchored('<a href="ledger.html#places">302</a>, <a href="ledger.html#places">302</a>', "ledger.html")[0]
    '<a id="printed-places" href="ledger.html#places">302</a>, <a href="ledger.html#places">302</a>'
    """
    claims = set()

    def anchor(link):
        claim, attributes = link["claim"], link["attributes"]
        if link["page"] != ledger or claim in claims:
            return link[0]
        claims.add(claim)
        if " id=" in attributes:
            return link[0]
        return f'<a id="printed-{claim}"{attributes}href="{link["page"]}#{claim}"'

    return _LINK.sub(anchor, html), claims


def led_back(html, linked):
    """Return the ledger's page with links that lead to the words where a page prints the claim of their row.

    Parameters
    ----------
    html : str
        The ledger's page.
    linked : mapping of str to set of str
        For each page, by its address as the ledger's page writes it, the claims that have an anchor on it.

    Examples
    --------
    >>> led_back('<tr id="places"><td><a href="index.html">line 1</a></td></tr>', {"index.html": {"places"}})
    '<tr id="places"><td><a href="index.html#printed-places">line 1</a></td></tr>'
    """

    def row(found):
        claim = found["claim"]
        return re.sub(
            r'href="([^"#]+)(?:#printed-[\w-]+)?"',
            lambda link: (
                f'href="{link[1]}#printed-{claim}"' if claim in linked.get(link[1], ()) else f'href="{link[1]}"'
            ),
            found[0],
        )

    return _ROW.sub(row, html)


def _lead_back(app, exception):
    """Join the built pages and the built ledger in both directions."""
    ledger = app.config.prepost_ledger_page
    if exception or app.builder.name != "html" or ledger not in app.env.found_docs:
        return
    linked, folder = {}, posixpath.dirname(ledger)
    for name in sorted(app.env.found_docs - {ledger}):
        page = Path(app.outdir, f"{name}.html")
        html = page.read_text(encoding="utf-8")
        changed, claims = anchored(html, posixpath.relpath(f"{ledger}.html", posixpath.dirname(name) or "."))
        linked[posixpath.relpath(f"{name}.html", folder or ".")] = claims
        _rewrite(page, html, changed)
    page = Path(app.outdir, f"{ledger}.html")
    html = page.read_text(encoding="utf-8")
    _rewrite(page, html, led_back(html, linked))


def _rewrite(page, before, after):
    if after != before:
        page.write_text(after, encoding="utf-8")


def register(app):
    """Add the role and the name of the ledger's page."""
    app.add_config_value("prepost_ledger_page", "", "env")
    app.add_role("printed", PrintedRole())
    app.connect("missing-reference", _resolve)
    app.connect("build-finished", _lead_back)
    app.connect("builder-inited", lambda app: _claims.cache_clear())
