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

_NODE = re.compile(rb"node\d{8}(?=\))")
_PNG = re.compile(r"data:image/png;base64,([\w+/=]+)")
DOTS_PER_INCH = 300
_HERE = Path(__file__).parent
_OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]
_OPTIONS += ["--host-resolver-rules=MAP * ~NOTFOUND"]  # the network is not asked for anything


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
    sheet, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("paper.css", "paper.js"))
    # No other script is run, whatever stands on the page.
    policy = """<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-paper'; object-src 'none'">"""
    head = f'{policy}<style>{sheet}</style><script nonce="paper">{script}</script></head>'
    page.write_text(html.replace("</head>", head, 1), encoding="utf-8")
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
    script = (_HERE / "dots.js").read_text(encoding="utf-8")
    page.write_text(f'<html data-scale="{DOTS_PER_INCH / 96}"><script>{script}</script>{images}', encoding="utf-8")
    painted = _PNG.findall(_ask(program, page, "--dump-dom"))
    if len(painted) != len(pictures):
        raise _failed(program)
    return {name: _sized(base64.b64decode(png)) for name, png in zip(pictures, painted, strict=True)}


def _sized(png: bytes) -> bytes:
    """A PNG that says how many dots it has to the inch, so that programs show it as large as it was drawn."""
    dots = round(DOTS_PER_INCH / 0.0254)
    chunk = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return png[:33] + struct.pack(">I", 9) + chunk + struct.pack(">I", crc32(chunk)) + png[33:]
