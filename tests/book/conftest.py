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
def html(site):
    """Every page of the book by name, parsed."""
    return {
        name: BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser") for name in page_names()
    }


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
    """A page open in the browser, with all that it asked for and complained about."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
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
