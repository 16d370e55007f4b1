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

__all__ = ["on_one_page", "repeatable", "print_pdf"]

_LINK = re.compile(r'href="(?!https?:|mailto:|data:|#)([^"#]*?)([\w-]+)\.html(#[^"]*)?"')
_NODE = re.compile(rb"node\d{8}(?=\))")
_NARROW = 660  # pixels between the margins of A4, at 96 to the inch
_FIT = f"""<script>
addEventListener("load", () => {{
  for (const table of document.querySelectorAll("article table")) {{
    table.style.cssText = "font-size: 0.75rem; min-width: 0; width: min-content";
    const width = table.offsetWidth;
    table.style.width = "";
    if (width > {_NARROW}) table.style.zoom = {_NARROW} / width;
  }}
}});
</script>"""


def on_one_page(html):
    """Return the page with links between pages turned into links within it, and tables made to fit the paper.

    Examples
    --------
    >>> on_one_page('<a href="09_verification.html#places">')
    '<a href="#places">'
    >>> on_one_page('<a href="notebooks/03_participants.html">')
    '<a href="#document-notebooks/03_participants">'
    >>> on_one_page('<a href="https://example.org/a.html#b">')
    '<a href="https://example.org/a.html#b">'
    """

    def within(link):
        folder, page, anchor = link.groups()
        if anchor:
            return f'href="{anchor}"'
        return 'href="#document-index"' if page == "index" else f'href="#document-notebooks/{page}"'

    html = html.replace('<article class="bd-article">', '<article class="bd-article" id="document-index">', 1)
    return _LINK.sub(within, html).replace("</head>", _FIT + "</head>")


def repeatable(pdf, date):
    """Return the PDF's bytes without what differs from one printing to the next, nothing else moved.

    Every date becomes ``date`` (as D:YYYYMMDDHHMMSS+00'00'), and the names of table headings, which count from wherever the
    browser's own counter stood, count from one.

    Examples
    --------
    >>> repeatable(b"(D:20260131120000+01'00') /ID (node00000912) /ID (node00000915)", "D:20260101000000+00'00'")
    b"(D:20260101000000+00'00') /ID (node00000001) /ID (node00000002)"
    """
    pdf = re.sub(rb"\(D:\d{14}[^)]*\)", lambda found: f"({date})".encode().ljust(len(found.group()))[: len(found.group())], pdf)
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
        raise SystemExit("The PDF is printed by Chromium, which is not installed. As root on Debian: apt-get install chromium")
    page, target = Path(folder, "paper.html"), Path(target)
    page.write_text(on_one_page(Path(folder, "index.html").read_text(encoding="utf-8")), encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline"]
    limits = ["--virtual-time-budget=20000", "--host-resolver-rules=MAP * ~NOTFOUND"]
    run = [chromium, *options, *limits, f"--print-to-pdf={target.absolute()}", page.absolute().as_uri()]
    subprocess.run(run, check=True, capture_output=True)
    if not target.is_file():
        raise SystemExit("Chromium printed nothing.")
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    date = datetime.fromtimestamp(seconds, UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    target.write_bytes(repeatable(target.read_bytes(), date))


if __name__ == "__main__":
    print_pdf(*sys.argv[1:])
