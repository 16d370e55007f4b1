"""The pages as a screen reader, a crawler and a careful reader take them: links, headings, figures and tables."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = pytest.mark.book


def test_every_link_leads_somewhere(documents):
    """Links within the site have a page, and an anchor where they name one."""
    anchors = {page.resolve(): {tag["id"] for tag in soup.select("[id]")} for page, soup in documents.items()}
    broken = []
    for page, soup in documents.items():
        for tag in soup.select("a[href]"):
            address = urlsplit(tag["href"])
            if address.scheme or address.netloc:
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page.resolve()
            anchor = unquote(address.fragment)
            if not target.is_file() or (anchor and target in anchors and anchor not in anchors[target]):
                broken.append(f"{page.name}: {tag['href']}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site, documents):
    for page, soup in documents.items():
        for tag in soup.select("script[src], img[src], link[rel~=stylesheet], link[rel~=preload], iframe, source[src]"):
            address = tag.get("src") or tag.get("href") or ""
            assert not re.match(r"(https?:)?//", address), f"{page.name}: {address}"
    elsewhere = r"url\(\s*[\"']?(https?:)?//|@import\s+[\"']?https?:"
    for sheet in (site / "_static").rglob("*.css"):
        assert not re.search(elsewhere, sheet.read_text(encoding="utf-8")), sheet.name


def test_each_page_has_one_title_and_headings_in_order(html):
    for name, page in html.items():
        levels = [int(tag.name[1]) for tag in page.select("article h1, article h2, article h3, article h4, article h5")]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:])), f"{name}: {levels}"


def test_identifiers_are_unique_on_a_page(html):
    for name, page in html.items():
        found = [tag["id"] for tag in page.select("article [id]")]
        assert len(found) == len(set(found)), f"{name}: {sorted({one for one in found if found.count(one) > 1})}"


def test_every_picture_has_words(html):
    for name, page in html.items():
        for picture in page.select("article img"):
            alt = picture.get("alt", "")
            assert len(alt) > 20 and "_build" not in alt and not re.search(r"[0-9a-f]{20}", alt), f"{name}: {alt!r}"


def test_figures_have_a_title_a_summary_and_a_number_and_links_are_not_named_here(html):
    for name, page in html.items():
        for figure in page.select('figure.prepost-figure[data-kind="figure"]'):
            label = f"{name}#{figure['id']}"
            assert figure.find("figcaption").get_text(strip=True), label
            assert figure.select_one(".prepost-summary").get_text(strip=True), label
        for span in page.select("article .prepost-number"):
            assert re.fullmatch(r"(Figure|Table) \d+\.", span.get_text(strip=True)), f"{name}: {span}"
        for link in page.select("article a[href]"):
            assert link.get_text(strip=True).lower() not in {"here", "click here", "this", "link"}, f"{name}: {link}"


def test_tables_have_a_caption_and_scoped_headers(html):
    for name, page in html.items():
        for table in page.select("article table:not(.dataframe)"):  # a look into a frame is pandas' own
            caption = table.find("caption")
            assert caption and caption.get_text(strip=True), f"{name}: {table.get_text()[:80]}"
            assert table.find("th"), name
            for header in table.find_all("th"):
                assert header.get("scope") in {"col", "row", "colgroup", "rowgroup"}, f"{name}: {header}"


def test_figures_and_tables_are_numbered_apart_in_reading_order(html):
    for word in ("Figure", "Table"):
        numbers = [
            span.get_text(strip=True).rstrip(".")
            for page in html.values()
            for span in page.select("article .prepost-number, article .caption-number")
            if span.get_text(strip=True).startswith(word)
        ]
        assert numbers == [f"{word} {position}" for position in range(1, len(numbers) + 1)]


def test_files_offered_for_download_exist(html, site):
    for name, page in html.items():
        for link in page.select("article a[download]"):
            if not link["href"].startswith("data:"):
                assert (site / Path(name).parent / unquote(link["href"])).resolve().is_file(), f"{name}: {link['href']}"


def test_citations_are_kept_apart_and_shortened_alike(html):
    """Semicolons between citations, and et al. however BibTeX says it."""
    for name, page in html.items():
        text = page.select_one("article").get_text()
        links = page.select("article a[href*=references]")
        assert "and others" not in " ".join(link.get_text() for link in links), name
        assert not re.search(r"\[[^\]]*\d{4}, [A-Z][^\]]*\d{4}\]", text), name
    text = " ".join(html["notebooks/02_methods"].select_one("article").get_text().split())
    assert re.search(r"\[\w+ et al\., \d{4}; \w+, \d{4}\]", text)


def test_the_set_up_of_a_page_is_not_called_a_calculation(html):
    """The first folded cell holds imports: its button must not promise how something was computed."""
    for name, page in html.items():
        first = page.select_one("article details.hide")
        if first and "import" in first.get_text() and "paths" in first.get_text():
            assert "set-up" in first.select_one("summary").get_text(), name


def test_no_markup_reaches_a_reader_as_text(html):
    """A link or a mark that pandas turned into plain text would be read as its HTML."""
    for name, page in html.items():
        shown = " ".join(cell.get_text() for cell in page.select("article td, article th, article figcaption"))
        assert not re.search(r"</?(a|span|code|em|strong)\b[^>]*>", shown), name
