"""What Chromium does for a report that is handed over: one page as a PDF, pictures in dots."""

import base64
import re
import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

from prepost.study.faults import StudyError

__all__ = ["chromium", "dotted", "print_pdf", "repeatable"]

_NODE = re.compile(rb"node\d{8}(?=\))")
_PNG = re.compile(r"data:image/png;base64,([\w+/=]+)")
DOTS_PER_INCH = 300
_NARROW = 660  # pixels between the margins of A4, at 96 to the inch
_KEPT_WHOLE = 480  # pixels: a table higher than this may go on over the foot of a page
_OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]
_OPTIONS += ["--host-resolver-rules=MAP * ~NOTFOUND"]  # the network is not asked for anything

_STYLE = """<style>
@media print {
  .bd-article { line-height: 1.5; }
  .bd-article h2 { margin-top: 1.8rem; }
  .bd-article span[id^="document-"] + section > h2 { font-size: 1.95rem; margin-top: 2.8rem; }
  .prepost-figure { margin: 1rem 0; }
  .prepost-picture { max-width: 36rem; }
  .prepost-byline { color: #55626a; font-size: 0.9rem; }
  .bd-article table.is-long { break-inside: auto; }
  .bd-article table:not(.is-long) { break-inside: avoid !important; }
  div.cell { margin: 0.7rem 0; }
  div.cell_output pre { break-inside: avoid; }
  figcaption, caption, thead, tr:has(> .prepost-group) { break-after: avoid; }
  tbody:first-of-type > tr:first-child, tbody:last-of-type > tr:last-child { break-before: avoid; }
  dl.glossary { columns: 2; }
  dl.glossary dt { break-after: avoid; }
  dl.glossary dd { break-inside: avoid; margin-left: 1.2em; }
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

# Tables that are wider than the paper are made smaller, as a whole. No other script is run, whatever stands on the page.
_FIT = f"""<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-fit'; object-src 'none'">
<script nonce="fit">
addEventListener("load", () => {{
  for (const table of document.querySelectorAll("article table")) {{
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

_PAINT = f"""<script>
addEventListener("load", () => {{
  for (const image of [...document.images]) {{
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * {DOTS_PER_INCH / 96});
    canvas.height = Math.round(image.naturalHeight * {DOTS_PER_INCH / 96});
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.replaceWith(canvas.toDataURL("image/png"), " ");
  }}
}});
</script>"""


def chromium() -> str | None:
    """Return the path of the system's Chromium, None if there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _ask(program: str, page: Path, *options: str) -> str:
    """What Chromium writes of a page."""
    run = subprocess.run([program, *_OPTIONS, *options, page.absolute().as_uri()], capture_output=True, text=True)
    if run.returncode:
        raise _failed(program)
    return run.stdout


def _failed(program: str) -> StudyError:
    return StudyError.about("report", f"{program} printed nothing.", "Install it anew, and try again.")


def print_pdf(program: str, html: str, page: Path, date: str) -> bytes:
    """Print a page as a tagged PDF with an outline.

    Parameters
    ----------
    program : str
        Chromium, as `chromium` finds it.
    html : str
        The page.
    page : Path
        Where the page is written for it, beside its style sheets.
    date : str
        The date that the PDF bears, as D:YYYYMMDDHHMMSS+00'00'.

    Raises
    ------
    StudyError
        If Chromium prints nothing.
    """
    page.write_text(html.replace("</head>", _STYLE + _FIT + "</head>"), encoding="utf-8")
    target = page.with_suffix(".pdf").absolute()
    target.unlink(missing_ok=True)
    _ask(program, page, "--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={target}")
    if not target.is_file():
        raise _failed(program)
    return repeatable(target.read_bytes(), date)


def repeatable(pdf: bytes, date: str) -> bytes:
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


def dotted(program: str, pictures: Mapping[str, str], page: Path) -> dict[str, bytes]:
    """Return pictures as PNG, 300 dots to the inch, by name.

    Parameters
    ----------
    program : str
        Chromium, as `chromium` finds it.
    pictures : mapping of str to str
        SVG texts by name.
    page : Path
        Where a page that holds them may be written.

    Raises
    ------
    StudyError
        If Chromium does not paint all of them.
    """
    addresses = [base64.b64encode(svg.encode()).decode() for svg in pictures.values()]
    images = "".join(f'<img src="data:image/svg+xml;base64,{address}">' for address in addresses)
    page.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{_PAINT}{images}", encoding="utf-8")
    painted = _PNG.findall(_ask(program, page, "--dump-dom"))
    if len(painted) != len(pictures):
        raise _failed(program)
    return {name: _sized(base64.b64decode(png)) for name, png in zip(pictures, painted, strict=True)}


def _sized(png: bytes) -> bytes:
    """A PNG that says how many dots it has to the inch, so that programs show it as large as it was drawn."""
    dots = round(DOTS_PER_INCH / 0.0254)
    chunk = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return png[:33] + struct.pack(">I", 9) + chunk + struct.pack(">I", crc32(chunk)) + png[33:]
