"""Words that explain themselves: where a page first uses a term of the glossary, it leads there and shows its definition.

The directive ``terms`` lists the definitions that come with this package (``glossary.yml``), by their parts::

    ```{terms} survey statistics
    :used:
    ```

With ``used`` it lists only words that some page uses. A book adds words of its own with Sphinx's directive ``glossary``, on any page. The first use of each word in a page's text,
column headings and notes becomes a link to its definition with the definition as its title, which a browser shows on hover and
a screen reader reads out; the script ``hints.js`` shows it to those who use a keyboard or a finger too. The role ``term`` does
the same for any later use. Headings, code, quotations and links stay as they are.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from importlib import resources
from typing import NamedTuple

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.domains.std import Glossary

from prepost.audit.claims_ledger import VERDICTS

CLASS = "prepost-term"
_UNMARKED = (
    nodes.title, nodes.reference, nodes.literal, nodes.caption, nodes.math, nodes.block_quote, nodes.citation, nodes.term,
    addnodes.glossary, addnodes.pending_xref,
)  # fmt: skip
_SPOTS = re.compile(r'((?<!<blockquote>)<p>|<p class="prepost-(?:note|summary)">|<th scope="col"[^>]*>)([^<]+)')


class Term(NamedTuple):
    """A word of a glossary: the forms in which pages use it, the page and anchor of its definition, and the definition."""

    words: tuple[str, ...]
    page: str
    anchor: str
    says: str


@lru_cache(maxsize=1)
def definitions() -> dict[str, dict[str, tuple[tuple[str, ...], str]]]:
    """Return the definitions that come with this package: by part, then by term, the words to mark and the definition.

    Examples
    --------
    >>> definitions()["statistics"]["rank-biserial correlation"][0]
    ('rank-biserial correlation', 'rank-biserial')
    >>> definitions()["verdicts"]["impossible"]
    ((), 'No whole numbers of people or answers give it, or no such figure can be.')
    """
    text = (resources.files("prepost.sphinx") / "glossary.yml").read_text(encoding="utf-8")
    parts = {
        part: {entry["term"]: (tuple(entry.get("words", [entry["term"]])), entry["says"]) for entry in entries}
        for part, entries in yaml.safe_load(text).items()
    }
    marked = {"attained"}  # the others are everyday words too
    parts["verdicts"] = {
        name: ((name,) if name in marked else (), f"{says[0].upper()}{says[1:]}.") for name, says in VERDICTS.items()
    }
    return parts


class Terms(Glossary):
    """A glossary of the parts of this package's definitions that are named, in alphabetical order."""

    option_spec = Glossary.option_spec | {"used": directives.flag}
    has_content = False
    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return the glossary, as Sphinx's own directive makes it."""
        unknown = sorted(set(self.arguments[0].split()) - set(definitions()))
        if unknown:
            raise self.error(f"the glossary has no part {', '.join(unknown)}; there are {', '.join(definitions())}")
        lines = []
        for part in self.arguments[0].split():
            for term, (_, says) in definitions()[part].items():
                lines += [term, f"  {says}", ""]
        self.content = StringList(lines, source="glossary.yml")
        self.options["sorted"] = None
        made = super().run()
        for glossary in made:
            if isinstance(glossary, addnodes.glossary):
                glossary["used"] = "used" in self.options
        return made


def finder(terms: Iterable[Term]):
    """Return a pattern that finds the words of terms, the longest first, and the term of each word in lower case.

    Examples
    --------
    >>> pattern, found = finder([Term(("interval", "intervals"), "page", "term-interval", "A range.")])
    >>> [match.group() for match in pattern.finditer("Intervals of an interval-like kind, or an interval.")]
    ['Intervals', 'interval']
    """
    by_word = {_plain(word): term for term in terms for word in term.words}
    longest = sorted(by_word, key=lambda word: (-len(word), word))
    words = "|".join(re.escape(word).replace("'", "(?:'|’|&#39;)") for word in longest)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), by_word


def _plain(word: str) -> str:
    """A word in small letters with a straight apostrophe, however it is written on a page."""
    return word.lower().replace("&#39;", "'").replace("’", "'")


def _collect(app, doctree):
    """Note what the glossaries of a page define, and which words of this package's glossary the page uses."""
    found = []
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            says = " ".join(item.next_node(nodes.definition).astext().split())
            for term in item.findall(nodes.term):
                words = _known().get(_plain(term.astext()), (term.astext(),))
                found.append(Term(words, app.env.docname, term["ids"][0], says))
    app.env.prepost_terms[app.env.docname] = found
    app.env.prepost_words[app.env.docname] = _words_in(doctree)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, ...]]:
    """The words to mark of each term of this package's glossary."""
    return {_plain(term): words for part in definitions().values() for term, (words, _) in part.items()}


def _words_in(doctree) -> set[str]:
    """The words of this package's glossary that stand on a page outside its glossaries."""
    pattern, _ = finder(Term(words, "", term, "") for term, words in _known().items())
    texts = [
        node.astext() if isinstance(node, nodes.Text) else " ".join(spot[1] for spot in _SPOTS.findall(node.astext()))
        for node in doctree.findall(lambda node: isinstance(node, nodes.Text | nodes.raw))
        if not isinstance(node.parent, nodes.raw)
        and not any(isinstance(outer, addnodes.glossary) for outer in _around(node))
    ]
    return {_plain(found) for text in texts for found in pattern.findall(text)}


def _around(node):
    """What a node stands in, from within outwards."""
    while node := node.parent:
        yield node


def _leave_out_unused(app, doctree) -> None:
    """Take out of a glossary that asks for it the words that no page uses."""
    used = set().union(*app.env.prepost_words.values())
    for glossary in doctree.findall(addnodes.glossary):
        for item in list(glossary.findall(nodes.definition_list_item)) if glossary.get("used") else ():
            names = (_plain(term.astext()) for term in item.findall(nodes.term))
            words = {_plain(word) for name in names for word in _known().get(name, ())}
            if words and not words & used:
                item.parent.remove(item)


def _begin(app, env, docnames):
    """Forget what an earlier build noted: every page is read again (:mod:`prepost.sphinx.changed`)."""
    env.prepost_terms, env.prepost_words = {}, {}


def _merge(app, env, docnames, other):
    for name in docnames:
        env.prepost_terms[name], env.prepost_words[name] = other.prepost_terms[name], other.prepost_words[name]


def _explain(app, doctree, docname):
    """Mark the first use of each term on a page, and give its definition to whatever else leads to it."""
    _leave_out_unused(app, doctree)
    terms = [term for _, defined in sorted(app.env.prepost_terms.items()) for term in defined]
    if app.builder.format != "html" or not terms:
        return
    address = {term: _address(app, docname, term) for term in terms}
    _explain_links(doctree, {where: term for term, where in address.items()})
    pattern, by_word = finder(terms)
    left = {term: address[term] for term in terms if term.words}
    for node in list(doctree.findall(lambda node: isinstance(node, nodes.Text | nodes.raw))):
        if not left:
            break
        if isinstance(node, nodes.raw):
            if "html" in node.get("format", "").split() and "prepost-ledger" not in node.astext():
                _mark_html(node, pattern, by_word, left)
        elif _is_prose(node):
            _mark_text(node, pattern, by_word, left)


def _address(app, docname: str, term: Term) -> str:
    if term.page == docname:
        return f"#{term.anchor}"
    return f"{app.builder.get_relative_uri(docname, term.page)}#{term.anchor}"


def _explain_links(doctree, term_at: Mapping[str, Term]) -> None:
    for link in doctree.findall(nodes.reference):
        term = term_at.get(link.get("refuri") or f"#{link.get('refid')}")
        if term and not link.get("reftitle"):
            link["reftitle"] = term.says
            link["classes"] = [*link["classes"], CLASS]


def _is_prose(text: nodes.Text) -> bool:
    """Whether a text stands in a paragraph that is no heading, code, quotation or link (nor a card, which is one as a whole)."""
    around = list(_around(text))
    is_left_out = any(isinstance(node, _UNMARKED) or "sd-card" in node.get("classes", ()) for node in around)
    return not is_left_out and any(isinstance(node, nodes.paragraph) for node in around)


def _mark_text(text: nodes.Text, pattern, by_word, left: dict[Term, str]) -> None:
    pieces, end, words = [], 0, text.astext()
    for found in pattern.finditer(words):
        term = by_word[_plain(found.group())]
        if term not in left:
            continue
        where = {"refid": term.anchor} if left[term].startswith("#") else {"refuri": left[term]}
        link = nodes.reference("", found.group(), internal=True, reftitle=term.says, classes=[CLASS], **where)
        pieces += [nodes.Text(words[end : found.start()]), link]
        end = found.end()
        del left[term]
    if pieces:
        text.parent.replace(text, [*pieces, nodes.Text(words[end:])])


def _mark_html(raw: nodes.raw, pattern, by_word, left: dict[Term, str]) -> None:
    def linked(found):
        term = by_word[_plain(found.group())]
        if term not in left:
            return found.group()
        href, title = escape(left.pop(term)), escape(term.says)
        return f'<a class="{CLASS}" href="{href}" title="{title}">{found.group()}</a>'

    html = raw.astext()
    marked = _SPOTS.sub(lambda spot: spot.group(1) + pattern.sub(linked, spot.group(2)), html)
    if marked != html:
        raw.clear()
        raw += nodes.Text(marked)


def register(app):
    """Add the directive and connect the events."""
    app.add_directive("terms", Terms)
    app.connect("env-before-read-docs", _begin)
    app.connect("doctree-read", _collect)
    app.connect("env-merge-info", _merge)
    app.connect("doctree-resolved", _explain, priority=700)
