"""Prints the whole article as one PDF: `python _ext/paper.py SINGLEHTML_FOLDER PDF`, with the system's Chromium.

Takes the page that Jupyter Book's ``singlehtml`` builder makes. Page numbers and margins come from the style sheet.
"""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from prepost.report.provenance import revision

__all__ = ["on_one_page", "repeatable", "print_pdf"]

_LINK = re.compile(r'href="(?!https?:|mailto:|data:|#)([^"#]*?)([\w-]+)\.html(#[^"]*)?"')
_TWICE = re.compile(r'href="#document-[^"#]*(#[^"]+)"')  # a link to a place on a page, which is named once on one page
_SCRIPT = re.compile(r"<script\b(?![^>]*ld\+json).*?</script>", re.DOTALL)
_NODE = re.compile(rb"node\d{8}(?=\))")
_NARROW = 660  # pixels between the margins of A4, at 96 to the inch
_KEPT_WHOLE = 480  # pixels: a table higher than this may go on over the foot of a page

_STYLE = """<style>
@media print {
  .bd-article { line-height: 1.5; }
  .bd-article h2 { margin-top: 1.8rem; }
  .bd-article span[id^="document-"] + section > h2 { font-size: 1.95rem; margin-top: 2.8rem; }
  .prepost-figure { margin: 1rem 0; }
  .prepost-picture { max-width: 36rem; }
  .bd-article .sd-container-fluid { display: none; }
  .prepost-byline { color: #55626a; font-size: 0.9rem; }
  .bd-article table.is-long { break-inside: auto; }
  .bd-article table:not(.is-long) { break-inside: avoid !important; }
  div.cell { margin: 0.7rem 0; }
  div.cell_input, div.cell_output pre { break-inside: avoid; }
  figcaption, caption, thead, tr:has(> .prepost-group) { break-after: avoid; }
  tbody:first-of-type > tr:first-child, tbody:last-of-type > tr:last-child { break-before: avoid; }
  dl.glossary { columns: 2; }
  dl.glossary dt { break-after: avoid; }
  dl.glossary dd { break-inside: avoid; margin-left: 1.2em; }
  .bd-footer { display: none; }
  p, li { orphans: 2; widows: 2; }
  h1, h2, h3, h4 { break-inside: avoid; break-after: avoid; }
  .prepost-sides { break-before: avoid; }
  table.prepost-table.prepost-ledger { font-size: 0.65rem; line-height: 1.3; }
  .prepost-ledger tbody th, .prepost-ledger tbody td { padding: 0.35mm 1mm; }
  .prepost-ledger thead th:nth-child(1) { width: 22%; }
  .prepost-ledger thead th:nth-child(2) { width: 8%; }
  .prepost-ledger thead th:nth-child(3) { width: 16%; }
  .prepost-ledger thead th:nth-child(4) { width: 12%; }
  .prepost-ledger thead th:nth-child(5) { width: 11%; }
  .prepost-ledger thead th:nth-child(6) { width: 31%; }
  .prepost-ledger code { padding: 0; border: 0; background: none; font: inherit; color: inherit; }
  .prepost-ledger .prepost-note { margin: 0; font-size: inherit; line-height: inherit; }
}
</style>"""

# What is folded on the screen is either left out here (code) or stands open (results, and how a printed number was checked).
_TIDY = f"""<script>
addEventListener("load", () => {{
  const all = (where, what) => [...where.querySelectorAll(what)];
  for (const folded of all(document, "div.cell details.hide")) {{
    folded.after(...all(folded, ":scope > .cell_output"));
    folded.remove();
  }}
  for (const cell of all(document, "div.cell")) if (!cell.textContent.trim() && !cell.querySelector("img")) cell.remove();
  for (const folded of all(document, ".prepost-ledger details")) {{
    const isOpen = folded.open, [summary, calculation] = folded.children;
    if (!isOpen && calculation.matches("code")) folded.replaceWith(calculation);  // the columns beside it say the rest
    else if (!isOpen) folded.replaceWith(summary.textContent + ".");
    else {{
      summary.remove();
      folded.replaceWith(...folded.childNodes);
    }}
  }}
  for (const table of all(document, "article table")) {{
    const isLedger = table.matches(".prepost-ledger");
    if (!isLedger) {{
      table.style.cssText = "font-size: 0.75rem; min-width: 0; width: min-content";
      const width = table.offsetWidth;
      table.style.width = "";
      if (width > {_NARROW}) table.style.zoom = {_NARROW} / width;
    }}
    table.classList.toggle("is-long", isLedger || table.offsetHeight > {_KEPT_WHOLE});
  }}
}});
</script>"""


def on_one_page(html):
    """Return the page as it is printed: links between pages turned into links within it, nothing folded, no script of the site.

    Examples
    --------
    >>> on_one_page('<a href="09_verification.html#places">')
    '<a href="#places">'
    >>> on_one_page('<a href="notebooks/03_participants.html">')
    '<a href="#document-notebooks/03_participants">'
    >>> on_one_page('<a href="https://example.org/a.html#b">')
    '<a href="https://example.org/a.html#b">'
    >>> on_one_page('<a href="#document-notebooks/15_references#term-ties">')
    '<a href="#term-ties">'
    >>> on_one_page('<p>Words.</p><script src="_static/ledger.js"></script>')
    '<p>Words.</p>'
    """

    def within(link):
        folder, page, anchor = link.groups()
        if anchor:
            return f'href="{anchor}"'
        return 'href="#document-index"' if page == "index" else f'href="#document-notebooks/{page}"'

    html = html.replace('<article class="bd-article">', '<article class="bd-article" id="document-index">', 1)
    html = _TWICE.sub(r'href="\1"', _LINK.sub(within, _SCRIPT.sub("", html)))
    return html.replace("</head>", _STYLE + _TIDY + "</head>")


def repeatable(pdf, date):
    """Return the PDF's bytes without what differs from one printing to the next, nothing else moved.

    Every date becomes ``date`` (as D:YYYYMMDDHHMMSS+00'00'), and the names of table headings, which count from wherever the
    browser's own counter stood, count from one.

    Examples
    --------
    >>> repeatable(b"(D:20260131120000+01'00') /ID (node00000912) /ID (node00000915)", "D:20260101000000+00'00'")
    b"(D:20260101000000+00'00') /ID (node00000001) /ID (node00000002)"
    """
    pdf = re.sub(
        rb"\(D:\d{14}[^)]*\)", lambda found: f"({date})".encode().ljust(len(found.group()))[: len(found.group())], pdf
    )
    names = sorted(set(_NODE.findall(pdf)))
    numbers = {name: b"node%08d" % position for position, name in enumerate(names, start=1)}
    return _NODE.sub(lambda found: numbers[found.group()], pdf)


def print_pdf(folder, target):
    """Print ``folder/index.html`` to the PDF ``target``.

    Raises
    ------
    SystemExit
        Where Chromium is not installed, or prints nothing.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit(
            "The PDF is printed by Chromium, which is not installed. As root on Debian: apt-get install chromium"
        )
    page, target = Path(folder, "paper.html"), Path(target)
    page.write_text(on_one_page(Path(folder, "index.html").read_text(encoding="utf-8")), encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
    ]
    limits = ["--virtual-time-budget=20000", "--host-resolver-rules=MAP * ~NOTFOUND"]
    run = [chromium, *options, *limits, f"--print-to-pdf={target.absolute()}", page.absolute().as_uri()]
    subprocess.run(run, check=True, capture_output=True)
    if not target.is_file():
        raise SystemExit("Chromium printed nothing.")
    source = revision(Path(__file__).parents[1])
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", source.timestamp if source else 0))
    date = datetime.fromtimestamp(seconds, UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    target.write_bytes(repeatable(target.read_bytes(), date))


if __name__ == "__main__":
    print_pdf(*sys.argv[1:])
