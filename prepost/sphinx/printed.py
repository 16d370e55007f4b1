"""The role ``{printed}`id```: a number as an article prints it, linked to its row in the ledger.

``id`` is a claim's id in ``published/claims.csv``, or what that file gives as its place (``table1/STATEMENT/COLUMN``). The
page that carries the ledger is ``prepost_ledger_page`` in ``_config.yml``; its rows have the claims' ids as anchors.
"""

from functools import lru_cache

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from prepost.sphinx.opened import add_note
from prepost.sphinx.rebuild import notes_of, study_folder
from prepost.study.claims import CLAIMS_FILE, read_claims

__all__ = ["PrintedRole", "register"]


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
        folder = study_folder(self.env.app)
        add_note(notes_of(self.env.app, self.env.docname), folder / CLAIMS_FILE)
        claim = _claims(folder).get(self.text)
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
    return make_refnode(app.builder, node["refdoc"], page, target, contnode, f"Printed in the article. Its check: {target}")


def register(app):
    """Add the role and the name of the ledger's page."""
    app.add_config_value("prepost_ledger_page", "", "env")
    app.add_role("printed", PrintedRole())
    app.connect("missing-reference", _resolve)
    app.connect("builder-inited", lambda app: _claims.cache_clear())
