"""The role ``{printed}`id```: a number as an article prints it, linked to its row in the ledger.

``id`` is a claim's id in ``published/claims.csv``, or what that file gives as its place (``table1/STATEMENT/COLUMN``). The
page that carries the ledger is ``prepost_ledger_page`` in ``_config.yml``; its rows have the claims' ids as anchors.

What a reader who points at it is told is how the number comes about: 302 = 99 + 145 + 39 + 19. The way back leads to the very words: the first link from a page to a claim gets the anchor ``printed-id``, and what links
from the claim's row to that page links to the anchor.
"""

import re
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from prepost.audit.claims_ledger import entry_of, load_claims
from prepost.audit.vocabulary import CHECKS
from prepost.report.wording import true_minus
from prepost.sphinx.changed import study_folder
from prepost.study.faults import StudyError

_LINK = re.compile(r'<a\b(?P<attributes>[^>]*?)\bhref="(?P<page>[^"#]*)#(?P<claim>[A-Za-z][\w-]*)"')
_NAME = re.compile(r"[A-Za-z_]\w*")
_LONG = 100  # letters of a calculation from which on its name alone is given
_ROW = re.compile(r'<tr id="(?P<claim>[A-Za-z][\w-]*)".*?</tr>', re.DOTALL)


_register = lru_cache(maxsize=1)(load_claims)


def _claim(folder, name):
    """The claim with an id, or the first that stands at a place; None if there is none."""
    claims = _register(folder)
    return claims.get(name) or next((claim for claim in claims.values() if claim.where == name), None)


def in_numbers(calculation, claims):
    """Return a calculation with the printed numbers in the place of names, as one would write it by hand.

    Parameters
    ----------
    calculation : str
        As it stands in claims.csv.
    claims : mapping of str to prepost.study.claims.Claim

    Examples
    --------
    >>> from prepost.study.claims import Claim
    >>> claims = {name: Claim(name, "", "", printed, "", "", 2) for name, printed in (("a", "3.03"), ("b", "2.63"))}
    >>> in_numbers("sum_of(a, b) / 2", claims), in_numbers("narrowed(a - b, c)", claims), in_numbers("mean_of(a)", claims)
    ('(3.03 + 2.63) ÷ 2', '3.03 − 2.63', 'mean of 3.03')
    """

    def named(found):
        claim = claims.get(found[0])
        return claim.printed if claim and len(claim.printed) <= 12 else found[0].replace("_", " ")

    text = " ".join(calculation.split())
    text = re.sub(r"sum_of\(([^()]*)\)", lambda found: f"({found[1].replace(', ', ' + ')})", text)
    text = re.sub(r"narrowed\(([^()]*), \w+\)", r"(\1)", text)
    text = re.sub(r"^\(([^()]*)\)(?= =|$)", r"\1", text)  # brackets around the whole
    text = re.sub(r"(\w)\(([^(),]*)\)", r"\1 \2", text)
    for sign, instead in ((" - ", " − "), (" * ", " × "), (" / ", " ÷ ")):
        text = text.replace(sign, instead)
    return _NAME.sub(named, text)


def told(claim_id, register):
    """Return in a line how a printed number comes about.

    Parameters
    ----------
    claim_id : str
    register : prepost.audit.evaluate.Claims
        The article's claims.

    Examples
    --------
    >>> from prepost.audit.evaluate import Claims
    >>> from prepost.study.claims import Claim
    >>> rows = [("sent", "84", ""), ("half", "42", "sent / 2"), ("third", "29", "sent / 3"), ("sum", "all", "sum_of(half, half) = sent"),
    ...         ("again", "84", "sent")]
    >>> claims = {id: Claim(id, "line 1", "letters", printed, how, "", 2) for id, printed, how in rows}
    >>> for name in claims:
    ...     print(told(name, Claims(claims, lambda: (1, 4))))
    84 = 42 + 42
    42 = 84 ÷ 2
    Printed: 29. Calculated: 84 ÷ 3 = 28
    Its check: 42 + 42 = 84
    84 = 42 + 42
    """
    claim = register[claim_id]
    if not claim.calculation:
        parts = _parts_of(claim, register)
        return f"{claim.printed} = {in_numbers(parts, register)}" if parts else "A primary figure"
    first = register.get(claim.calculation)
    if first and first.printed != claim.printed:
        return f"Repeats {first.printed}, printed in {first.where}"
    if first:
        return told(first.id, register)
    text = in_numbers(claim.calculation, register)
    if len(text) > _LONG:
        return f"Its check: {claim_id}"
    if CHECKS.intersection(_NAME.findall(claim.calculation)):
        return f"Its check: {text}"
    entry = entry_of(claim_id, register)
    if entry.recomputed is None or isinstance(entry.recomputed, bool):
        return f"Its check: {text}"
    if entry.agrees:
        return f"{claim.printed} = {text}"
    return f"Printed: {claim.printed}. Calculated: {text} = {entry.shown}"


def _parts_of(claim, register):
    """What another claim says a primary figure to be equal to, if it is, a plain sum before anything else."""
    equations = [(other.calculation.partition(" = "), other.id) for other in register.values()]
    found = [(parts, name) for (parts, _, whole), name in equations if whole == claim.id and "=" not in parts]
    for parts, name in sorted(found, key=lambda pair: not pair[0].startswith("sum_of(")):
        if entry_of(name, register).agrees:
            return parts
    return ""


class PrintedRole(SphinxRole):
    """Show the printed string of a claim as a link to the ledger."""

    def run(self):
        """Return the reference, or a warning where no claim has this id."""
        claim = _claim(study_folder(self.env.app), self.text)
        if claim is None:
            message = self.inliner.reporter.warning(f"no claim has the id or place {self.text!r}", line=self.lineno)
            return [nodes.literal(self.text, self.text)], [message]
        reference = addnodes.pending_xref(
            "", refdomain="", reftype="prepost-printed", reftarget=claim.id, refdoc=self.env.docname, refwarn=True
        )
        reference += nodes.inline("", true_minus(claim.printed), classes=["prepost-printed"])
        return [reference], []


def _resolve(app, env, node, contnode):
    if node.get("reftype") != "prepost-printed":
        return None
    page, target = app.config.prepost_ledger_page, node["reftarget"]
    if page not in env.found_docs:
        return contnode
    try:
        says = told(target, _register(study_folder(app)))
    except StudyError:  # the page of the ledger tells what cannot be read
        says = f"Its check: {target}"
    return make_refnode(app.builder, node["refdoc"], page, target, contnode, f"Printed in the article. {says}")


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
    linked = {}
    for name in sorted(app.env.found_docs - {ledger}):
        page = Path(app.outdir, f"{name}.html")
        html, claims = anchored(page.read_text(encoding="utf-8"), app.builder.get_relative_uri(name, ledger))
        linked[app.builder.get_relative_uri(ledger, name)] = claims
        page.write_text(html, encoding="utf-8")
    page = Path(app.outdir, f"{ledger}.html")
    page.write_text(led_back(page.read_text(encoding="utf-8"), linked), encoding="utf-8")


def register(app):
    """Add the role and the name of the ledger's page."""
    app.add_config_value("prepost_ledger_page", "", "env")
    app.add_role("printed", PrintedRole())
    app.connect("missing-reference", _resolve)
    app.connect("build-finished", _lead_back)
    app.connect("builder-inited", lambda app: _register.cache_clear())
