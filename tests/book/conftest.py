"""The book, built once for all tests that look at it, and a browser without a network to open it."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

BOOK = Path(__file__).resolve().parents[2]

HEADER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---
"""
"""How a page with cells begins."""


def to_build(book, output, *options):
    """The command that builds a book as `make book` does."""
    start = "from jupyter_book.cli.main import main; main()"
    return [sys.executable, "-c", start, "build", str(book), "--path-output", str(output), *options]


def build(book, output, *options, **environment):
    """Build a book as `make book` does and return the finished process; its output is text, warnings included."""
    command = to_build(book, output, *options)
    return subprocess.run(command, capture_output=True, text=True, cwd=book, env=os.environ | environment, check=False)


def page_names(book=BOOK):
    """The pages of the book in reading order, as in _toc.yml."""
    toc = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The finished process that built the whole book, and the folder of the site."""
    output = tmp_path_factory.mktemp("book")
    return build(BOOK, output, "-W", "-n", "--keep-going"), output / "_build" / "html"


@pytest.fixture(scope="session")
def site(built):
    """The folder of the built site."""
    process, folder = built
    assert process.returncode == 0, process.stdout[-4000:] + process.stderr[-4000:]
    return folder


@pytest.fixture(scope="session")
def html(site, documents):
    """Every page of the book by name, parsed."""
    return {name: documents[site / f"{name}.html"] for name in page_names()}


@pytest.fixture(scope="session")
def documents(site):
    """Every HTML file of the site by path, parsed; tests that take something away take it from a copy."""
    return {path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in site.rglob("*.html")}


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium for which no name on the network exists."""
    path = shutil.which("chromium")
    if path is None:
        # Without root it cannot be installed, which is no fault of the book; what must be published is tested in full.
        message = "Chromium is not installed; as root, `make test` installs it"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    blocked = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", blocked])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(site):
    """The address of a web server on this machine that serves the site."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


class Visit:
    """A page open in the browser, with all that it asked for and complained about.

    What the tests evaluate in a page its policy would forbid, so that it is passed over by default.
    """

    def __init__(self, browser, *, bypass_csp=True, **options):
        self.context = browser.new_context(bypass_csp=bypass_csp, **options)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda message: message.type in {"error", "warning"} and self.complaints.append(message.text)
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.context.close()


WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STILL = "*, ::before, ::after { transition: none !important }"
FEW_ROWS = """
const rows = {};
for (const row of document.querySelectorAll('table.prepost-ledger tbody tr')) {
  rows[row.dataset.verdict] = (rows[row.dataset.verdict] || 0) + 1;
  if (rows[row.dataset.verdict] > 3) row.remove();
}
"""
"""Takes away all rows of the ledger but three of each verdict: the others are made alike."""


def violations(visit, address):
    """What axe finds on a page against WCAG 2.2 AA in light, and against its rule on colours in dark: all else is the same."""
    from axe_playwright_python.sync_playwright import Axe

    page, found = visit.page, []
    page.emulate_media(color_scheme="light")
    page.goto(address, wait_until="load")
    page.add_style_tag(content=STILL)
    page.evaluate(FEW_ROWS)
    for theme, options in (
        ("light", {"runOnly": WCAG_2_2_AA, "preload": False}),
        ("dark", {"runOnly": ["color-contrast"], "preload": False}),
    ):
        page.emulate_media(color_scheme=theme)
        page.wait_for_selector(f"html[data-theme={theme}]", state="attached")
        found += [(theme, rule) for rule in Axe().run(page, options=options).response["violations"]]
    return [(t, rule["id"], node["html"][:200], node["failureSummary"]) for t, rule in found for node in rule["nodes"]]
