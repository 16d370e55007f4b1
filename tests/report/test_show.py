"""What reaches a page: escaped, captioned, scoped, with its numbers within reach, the same bytes each time."""

import csv
import io
from types import SimpleNamespace
from unittest import mock
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from prepost.report import hand_over, show
from prepost.report.answers import Answers, likert_figure
from prepost.report.canvas import drawn
from prepost.report.show import csv_text, figure_html, glue_texts, ledger_link, quotations_html, svg, table
from prepost.report.style import NARROW, WIDTH

HOSTILE = ["<script>alert(1)</script>", "{{ 1 + 1 }}", "$x^2$", "*bold* [link](x)", "{ref}`x`", '" onmouseover="x']
HOSTILE += ['=HYPERLINK("x")', "--> <b>", "&lt;", "5 % # &"]


def html_of(frame, **options):
    with mock.patch("IPython.display.display") as shown:
        table(frame, **options)
    return Markup(shown.call_args[0][0]["text/html"])


def parsed(html):
    return BeautifulSoup(str(html), "html.parser")


@pytest.fixture
def shown(monkeypatch):
    """What display was given."""
    found = []
    monkeypatch.setattr("IPython.display.display", lambda data, **kwargs: found.append((data, kwargs)))
    return found


class TestTable:
    frame = pd.DataFrame(
        {"Statement": ["a", "b"], "Before: n": [3, 4], "Before: mean": [2.625, None], "After: n": [5, 6]}
    )

    def html(self, **options):
        return parsed(html_of(self.frame, label="tab-x", title="A title", **options))

    def test_a_table_is_what_sphinx_looks_for_with_a_caption_named_rows_and_a_download(self):
        tag = self.html().figure
        assert (tag["class"], tag["id"], tag["data-kind"]) == (["prepost-figure"], "tab-x", "table")
        caption = tag.table.caption
        assert caption.find("span", class_="prepost-number")["data-label"] == "tab-x"
        assert caption.get_text(strip=True) == "A title"
        assert [th.get_text() for th in tag.find_all("th", scope="row")] == ["a", "b"]
        assert [td.get_text() for td in tag.find_all("td")] == ["3", "2.63", "5", "4", "–", "6"], "the one formatter"
        text = unquote(tag.find("a", download="tab-x.csv")["href"].partition(",")[2]).removeprefix("\ufeff")
        assert next(csv.reader(io.StringIO(text))) == list(self.frame.columns) and len(text.splitlines()) == 3

    def test_every_header_has_a_scope(self):
        html = self.html(spanners={"Before": ["Before: n", "Before: mean"]}, groups="")
        assert all(th.has_attr("scope") for th in html.find_all("th"))
        spanner = html.find("th", scope="colgroup")
        assert spanner["colspan"] == "2" and spanner.get_text() == "Before"
        assert [th.get_text() for th in html.find_all("tr")[1].find_all("th")] == ["n", "mean"]

    def test_groups_are_headings_over_their_rows(self):
        frame = pd.DataFrame({"Statement": ["a", "a", "b"], "Group": ["x", "y", "x"], "n": [1, 2, 3]})
        html = parsed(html_of(frame, label="t", title="t", groups="Statement"))
        assert [th.get_text() for th in html.find_all("th", scope="rowgroup")] == ["a", "b"]
        assert [len(body.find_all("tr")) for body in html.find_all("tbody")] == [3, 2]

    def test_an_unknown_spanned_column_and_a_label_that_is_no_anchor_are_named(self):
        with pytest.raises(ValueError, match="no column y"):
            self.html(spanners={"Before": ["y"]})
        with pytest.raises(ValueError, match="label"):
            html_of(self.frame, label="two words", title="t")

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_stays_text(self, text):
        frame = pd.DataFrame({text: [text], "n": [1]})
        html = parsed(html_of(frame, label="t", title=text, note=text))
        assert html.find("script") is None and html.find("b") is None
        assert html.find("th", scope="row").get_text() == text
        assert html.find(class_="prepost-note").get_text() == text
        assert html.caption.get_text(strip=True) == text
        assert not any(name.startswith("on") for tag in html.find_all() for name in tag.attrs)

    def test_markup_is_kept_and_left_out_of_the_download(self):
        frame = pd.DataFrame({"a": ["x"], "b": [ledger_link("one", "1 & 2", "page.html")]}, dtype=object)
        html = html_of(frame, label="t", title="t")
        assert parsed(html).find("a", href="page.html#one").get_text() == "1 & 2"
        assert csv_text(frame).splitlines()[1] == "x,1 & 2"


class TestDownload:
    @pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-A1", "\t=1", "\r=1"])
    def test_formulas_are_made_inert(self, text):
        cell = next(csv.reader(io.StringIO(csv_text(pd.DataFrame({"a": [text]})).split("\n", 1)[1])))[0]
        assert cell.startswith("'")

    @pytest.mark.parametrize("text", ["+0.40", "-0.09", "−0.09", "+0.40 (13.3%)", "p<0.001", "plain"])
    def test_numbers_and_words_stay_as_they_are(self, text):
        assert csv_text(pd.DataFrame({"a": [text]})).splitlines()[1] == text

    @given(st.text())
    def test_no_cell_opens_a_formula(self, text):
        rows = list(
            csv.reader(io.StringIO(csv_text(pd.DataFrame({"a": [text], "b": ["x"]}, dtype=object)), newline=""))
        )
        assert not rows[1][0].startswith(("=", "@", "\t", "\r", "\n"))


class TestFigure:
    answers = Answers(
        (1, 2, 3, 4), {1: "No", 4: "Yes"}, {"A </svg> statement --> <!--": {"Before": np.array([1, 2, 3, 4])}}
    )

    def picture(self, width=WIDTH):
        return svg(drawn(likert_figure(self.answers)[0], width, 1), "x")

    def test_same_bytes_each_time_without_date_comment_or_text_on_an_opaque_ground(self):
        text = self.picture()
        assert text == self.picture()
        assert "<!--" not in text and "<dc:date>" not in text and "statement" not in text
        assert "fill: #ffffff" in text.split("patch_1", 1)[1].split("</g>")[0]

    def test_html(self):
        _, alt, summary = likert_figure(self.answers)
        image, table = self.picture(), pd.DataFrame({"a": ["x"], "n": [1]})
        words = {"label": "fig-x", "title": "A finding", "alt": alt, "summary": summary}
        tag = parsed(figure_html(image, self.picture(NARROW), table=table, **words)).figure
        assert tag["id"] == "fig-x" and tag["data-kind"] == "figure"
        assert tag.find(recursive=False).name == "figcaption"
        assert tag.img["alt"] == alt and tag.img["src"].startswith("data:image/svg+xml")
        assert "dark-light" in tag.img["class"], "the theme would filter the colours in its dark mode"
        assert tag.find(class_="prepost-summary").get_text() == summary
        assert tag.details.find("caption") and tag.details.find("a", download="fig-x.csv")
        back = unquote(tag.img["src"].partition(",")[2])
        assert ElementTree.fromstring(back).get("viewBox") == ElementTree.fromstring(image).get("viewBox")
        assert back.replace("'", '"') == image.replace("'", '"')


class TestSay:
    @pytest.mark.parametrize(
        "text", ["0.10", "1,202", "it's", 'a "b"', "£71.08", "−0.09", "0415", "None", "a\u00a0b", *HOSTILE]
    )
    def test_text_comes_back_letter_by_letter(self, shown, text):
        """MyST-NB reads what is glued as a Python literal: 0.10 would become 0.1."""
        from myst_nb.core.variables import format_plain_text

        glue_texts(result=text)
        data, options = shown[0]
        prefix = options["metadata"]["scrapbook"]["mime_prefix"]
        assert options["metadata"]["scrapbook"]["name"] == "result"
        assert format_plain_text(data[prefix + "text/plain"], "s") == text

    def test_numbers_are_refused(self, shown):
        with pytest.raises(TypeError, match="formatted text"):
            glue_texts(result=0.1)
        assert shown == []


class TestBanner:
    def test_names_the_records_and_links(self, shown):
        study = SimpleNamespace(origin={"responses.csv": "reconstructed", "costs.csv": "invented"}.get, marks=())
        show.banner(study, "responses.csv", "attendance.csv", "costs.csv", how="how.html")
        html, invented = (parsed(data["text/html"]) for data, _ in shown)
        assert "The costs.csv on this page are an example" in invented.get_text() and invented.a is None
        assert "questionnaire answers on this page were never published" in html.get_text()
        assert html.a["href"] == "how.html"

    @pytest.mark.parametrize("marks", [(), ((6, "the <scale>"),)])
    def test_of_collected_records_only_what_nobody_has_confirmed_is_said(self, shown, marks):
        show.banner(SimpleNamespace(origin=lambda file: "collected", marks=marks), "responses.csv")
        assert len(shown) == len(marks)
        assert all("study.yml (line 6)" in data["text/html"] for data, _ in shown)
        assert all("Unconfirmed" in data["text/plain"] for data, _ in shown)


def test_an_output_brings_what_it_publishes_about_people_for_the_owners_eyes(shown):
    entries = [SimpleNamespace(_asdict=lambda: {"low": 9})]
    table(pd.DataFrame({"a": ["x"]}), label="tab-x", title="t", published=entries)
    table(pd.DataFrame({"a": ["x"]}), label="tab-y", title="t")
    assert [options["metadata"] for _, options in shown] == [{show.ACCOUNT: [{"low": 9, "where": "tab-x"}]}, {}]


def test_columns_on_paper_get_what_their_longest_word_needs_and_a_share_by_their_letters():
    """By hand: of 100 letters 3 + 1 and 3 + 2 are needed; of the other 91 each of the 1 + 5 letters has 91 / 6."""
    page = parsed("<table><tr><th>a</th><th>bb bb</th></tr><tr><td>a long remark</td></tr></table>")
    hand_over._set_widths(page, page.table)
    assert [column["style"] for column in page.select("table > colgroup > col")] == ["width: 19.2%", "width: 80.8%"]


def test_quotations_give_words_role_and_line_link_to_their_page_and_are_escaped():
    passages = [{"id": "q1", "quote": "Rush, <b>rush</b>", "role": "A & <script>", "line": "358"}]
    html = parsed(quotations_html(passages))
    assert html.figure["id"] == "quote-q1" and isinstance(quotations_html(passages), Markup)
    assert html.blockquote.get_text(strip=True) == "“Rush, <b>rush</b>”" and html.script is None
    assert html.figcaption.get_text() == "A & <script>, manuscript line 358"
    html = parsed(quotations_html(passages, "06.html"))
    assert html.a["href"] == "06.html#quote-q1" and not html.figure.has_attr("id")
    assert "No quotation" in quotations_html([])


class TestFigureForEachWidth:
    def html(self, shown, draw, **options):
        show.figure(draw, label="fig-x", title="A finding", alt="What is drawn", summary="In a line", **options)
        return parsed(shown.pop()[0]["text/html"])

    def test_what_draws_is_called_for_a_screen_and_for_a_telephone(self, shown):
        widths = []

        def draw(ax):
            widths.append(ax.figure.get_figwidth())
            ax.text(0, 0, "a, b")

        picture = self.html(shown, draw).find("picture")
        wide, narrow = picture.img, picture.source
        assert len(widths) == 2 and int(narrow["width"]) <= 390 - 32 < int(wide["width"]), "32 is the page's margin"
        assert "max-width" in narrow["media"] and "screen" in narrow["media"]
        assert wide["alt"] == "What is drawn" and "dark-light" in wide["class"]
        address = narrow["srcset"]
        assert not set(address) & set(" \n\t"), "a space would end it"
        assert ElementTree.fromstring(unquote(address.partition(",")[2])).tag.endswith("svg")

    def test_panels_stand_below_each_other_on_a_telephone(self, shown):
        sizes = []
        html = self.html(shown, lambda axes: sizes.append(axes[0].figure.get_size_inches()), panels=2, height=2)
        assert [round(float(height)) for _, height in sizes] == [4, 2]
        assert int(html.source["height"]) > int(html.img["height"])

    def test_names_of_rows_are_wrapped_and_the_legend_leaves_the_axes(self):
        def draw(ax):
            ax.barh(["a name of a row that is far too long for a telephone"], [1], label="one")
            ax.barh(["short"], [2], label="two")
            ax.legend()

        fig = drawn(draw, NARROW, 2)
        assert all(len(line) <= 22 for name in fig.axes[0].get_yticklabels() for line in name.get_text().split("\n"))
        assert fig.axes[0].get_legend() is None
        assert [text.get_text() for text in fig.legends[0].get_texts()] == ["one", "two"]
