"""The book builds without a warning, and nothing leaks into its pages that a reader should not see."""

import re
from copy import copy

import pytest

pytestmark = pytest.mark.book


def test_builds_without_a_warning(built):
    process, site = built
    told = process.stdout + process.stderr
    assert process.returncode == 0, told[-6000:]
    # Every kernel of ipykernel 7 remarks that it talks over TCP: no warning of the book.
    remark = "[IPKernelApp] WARNING | Kernel is running over TCP without encryption."
    assert not [line for line in told.splitlines() if "WARNING" in line and not line.startswith(remark)]
    assert (site / "index.html").is_file()


def test_no_trace_of_a_failing_cell(site):
    assert not list(site.rglob("*.err.log"))
    assert not (site / "reports").exists()


@pytest.mark.parametrize(
    "unwanted",
    ["np.float64", "np.int64", "Traceback", "RuntimeWarning", "object at 0x", "NaN", "&lt;NA&gt;", "with 0 Axes"],
)
def test_pages_hold_no_trace_of_the_machinery(html, unwanted):
    for name, page in html.items():
        article = copy(page.select_one("article"))  # the page itself is for the other tests too
        for code in article.select("div.cell_input"):
            code.extract()
        assert unwanted not in str(article), name


def test_pages_are_light_and_name_no_default_and_no_folder_of_the_machine_that_built_them(site):
    folders = re.compile(r"(?<![\w.])/(tmp|work|root|home|Users|usr)/\w")
    for page in site.rglob("*.html"):
        assert page.stat().st_size < 1_000_000, page.name
        text = page.read_text(encoding="utf-8")
        for default in ("Jupyter Book community", "executablebooks", "thebe", "My Jupyter Book"):
            assert default not in text, page.name
        text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
        assert not folders.search(text), f"{page.name}: {folders.search(text)}"


def test_every_shared_file_is_used(site):
    """A file of the site's own folder that no page, style sheet or script names is dead weight."""
    texts = [path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in {".html", ".css", ".js"}]
    together = "\n".join(texts)
    unused = [
        path.relative_to(site).as_posix()
        for path in (site / "_static").rglob("*")
        if path.is_file() and path.name not in together and "LICENSE" not in path.name and path.name != "OFL.txt"
    ]
    assert unused == []
