"""Makes the book citable: what CITATION.cff says, in the forms that reference managers and search engines read.

The landing page carries Highwire tags (Google Scholar, Zotero) and schema.org JSON-LD; every page carries Open Graph tags.
``cite.bib`` and ``cite.ris`` are written next to the landing page.
"""

import json
from html import escape
from pathlib import Path

import yaml
from markupsafe import Markup


def read_citation(path):
    """Return what the CITATION.cff at ``path`` says, as a mapping."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def highwire(citation):
    """Return the ``citation_*`` tags, as pairs of a name and a value, an author a pair."""
    return [
        ("citation_title", citation["title"]),
        *(("citation_author", author["name"]) for author in citation["authors"]),
        ("citation_publication_date", citation["date-released"].replace("-", "/")),
        ("citation_language", "en"),
        *(("citation_keywords", keyword) for keyword in citation["keywords"]),
    ]


def json_ld(citation):
    """Return the schema.org description of the report."""
    return {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": citation["title"],
        "headline": citation["title"],
        "abstract": citation["abstract"].strip(),
        "author": [{"@type": "Organization", "name": author["name"]} for author in citation["authors"]],
        "datePublished": citation["date-released"],
        "version": citation["version"],
        "inLanguage": "en-GB",
        "keywords": citation["keywords"],
        "license": [f"https://spdx.org/licenses/{name}.html" for name in citation["license"]],
        "isBasedOn": [{"@type": "CreativeWork", "name": work["title"]} for work in citation["references"]],
    }


def in_page(data):
    """Return structured data as it stands in a page's head, where no text ends it."""
    text = json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{text}\n</script>'


def open_graph(citation, title, description):
    """Return the Open Graph tags of one page, as pairs of a property and a value."""
    return [
        ("og:title", title),
        ("og:type", "article"),
        ("og:site_name", citation["title"]),
        ("og:description", description),
        ("og:locale", "en_GB"),
    ]


_TEX = {ord(letter): f"\\{letter}" for letter in "&%$#_"}
_NAMES = {"\\": "backslash", "{": "braceleft", "}": "braceright", "^": "asciicircum", "~": "asciitilde"}
_TEX |= {ord(letter): f"{{\\text{name}}}" for letter, name in _NAMES.items()}


def bibtex(citation):
    r"""Return the report's BibTeX entry, in which no letter of a text is read as TeX.

    Examples
    --------
    >>> work = {"title": r"Before & after } \input{x}", "authors": [], "date-released": "2026", "version": "1", "keywords": []}
    >>> print(bibtex(work).splitlines()[1])
      title = {{Before \& after {\textbraceright} {\textbackslash}input{\textbraceleft}x{\textbraceright}}},
    """
    authors = " and ".join(f"{{{_tex(author['name'])}}}" for author in citation["authors"])
    return "\n".join(
        [
            "@misc{integrated_training_executable_paper,",
            f"  title = {{{{{_tex(citation['title'])}}}}},",
            f"  author = {{{authors}}},",
            f"  year = {{{_tex(citation['date-released'][:4])}}},",
            f"  note = {{Version {_tex(citation['version'])}}},",
            f"  keywords = {{{_tex(', '.join(citation['keywords']))}}}",
            "}",
            "",
        ]
    )


def _tex(text):
    """A text on one line, as letters."""
    return " ".join(text.translate(_TEX).split())


def ris(citation):
    """Return the report's record in the RIS format, whose lines end in CR LF."""
    lines = [
        ("TY", "GEN"),
        ("TI", citation["title"]),
        *(("AU", author["name"]) for author in citation["authors"]),
        ("PY", citation["date-released"][:4]),
        ("DA", citation["date-released"].replace("-", "/")),
        ("ET", citation["version"]),
        *(("KW", keyword) for keyword in citation["keywords"]),
        ("AB", citation["abstract"].strip()),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines)


def _add_tags(app, pagename, templatename, context, doctree):
    citation = read_citation(Path(app.srcdir, "CITATION.cff"))
    tags = [
        f'<meta property="{name}" content="{escape(value)}" />'
        for name, value in open_graph(citation, Markup(context.get("title", "")).striptags(), _description(doctree))
    ]
    if pagename == app.config.root_doc:
        tags += [f'<meta name="{name}" content="{escape(value)}" />' for name, value in highwire(citation)]
        tags.append(in_page(json_ld(citation)))
    context["metatags"] = context.get("metatags", "") + "\n" + "\n".join(tags) + "\n"


def _description(doctree):
    """The first paragraph of a page, which is its overview, cut at a word."""
    from docutils import nodes

    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        text = " ".join(paragraph.astext().split())
        if text:
            return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + " ..."
    return ""


def _write_files(app, exception):
    if exception is None and app.builder.format == "html":
        citation = read_citation(Path(app.srcdir, "CITATION.cff"))
        Path(app.outdir, "cite.bib").write_text(bibtex(citation), encoding="utf-8")
        Path(app.outdir, "cite.ris").write_text(ris(citation), encoding="utf-8", newline="")


def setup(app):
    """Connect the tags to every page and the files to the end of the build."""
    app.connect("html-page-context", _add_tags)
    app.connect("build-finished", _write_files)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
