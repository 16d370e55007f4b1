"""How a page shows a result: text for its sentences, banners, numbered figures and tables, quotations.

Everything that comes from a data file is escaped here, once, whatever it holds. What is shown in a notebook is HTML
that reads well there too; `prepost.sphinx` adds the numbers to it. No HTML depends on a script.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote as url_quote

import IPython.display
from markupsafe import Markup, escape

from prepost.report.canvas import drawn
from prepost.report.style import NARROW, WIDTH, dark_rules, no_glyph_warnings
from prepost.report.wording import format_number, true_minus, with_noun
from prepost.study import load_published
from prepost.study.disclosure import ACCOUNT, Entry
from prepost.study.faults import join_words

_RECORD = "application/papermill.record/text/plain"
_NUMERIC = re.compile(
    r"(?:over |under )?[<>=p≈+\-\u2212£€$¥₹\s]*\d[\d,.\s]*%?(\s*\([^()]*\))?(\s*(to|of)\s*[+\-\u2212]?[\d,.]+%?)?|[–—]?"
)
_FORMULA = re.compile(r"[=@]|[+\-].*[A-Za-z|]")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
WIDE = 8  # columns from which a table is set smaller
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_RECORDS_OF = {
    "responses.csv": "questionnaire answers",
    "attendance.csv": "attendance records",
    "interviews.csv": "interview records",
    "codings.csv": "coded passages",
}


def glue_texts(**texts: str) -> None:
    """Make formatted texts available to the prose of the same page, as ``{glue:text}`name` ``.

    Parameters
    ----------
    **texts : str
        One text for each name. It reaches the page letter by letter: what looks like a number is not read as one, and
        quotation marks, pound signs and spaces stay.

    Raises
    ------
    TypeError
        If a value is not a text: numbers go through `prepost.report.wording` first, so that each is rounded once and
        in the same way.
    """
    for name, text in texts.items():
        if not isinstance(text, str):
            raise TypeError(
                f"glue_texts({name}=...) takes a formatted text, not {type(text).__name__}: use format_number(), percent() ..."
            )
        # MyST-NB reads this record as a Python literal, so only a quoted text comes back unchanged.
        IPython.display.display(
            {_RECORD: repr(str(text))}, raw=True, metadata={"scrapbook": {"name": name, "mime_prefix": _RECORD[:-10]}}
        )


def banner(study, *files: str, how: str = "") -> None:
    """Show that a page rests on reconstructed or invented records, or on guesses that nobody has confirmed.

    Nothing is shown where neither holds.

    Parameters
    ----------
    study : prepost.study.Study
        Knows which files are reconstructed or invented (`provenance` in study.yml).
    *files : str
        The files that the page reads, such as "responses.csv".
    how : str
        Address of the page that tells how they were recovered; blank for no link.
    """
    if study.marks:
        lines = join_words(str(line) for line, _ in study.marks)
        lines = f"line {lines}" if len(study.marks) == 1 else f"lines {lines}"
        html = _BANNER.format("Unconfirmed", _UNCONFIRMED.format(lines))
        show_html(html, f"Unconfirmed: study.yml, {lines}")
    link = Markup(' <a href="{}">How they were recovered.</a>').format(how) if how else ""
    for origin, told in _ORIGINS.items():
        records = [_RECORDS_OF.get(name, name) for name in files if study.origin(name) == origin]
        if records:
            words, name = join_words(records), origin.capitalize()
            show_html(_BANNER.format(name, Markup(told).format(words, link)), f"{name}: {words}")


_BANNER = Markup('<aside class="prepost-banner" role="note"><p><strong>{}.</strong> {}</p></aside>')
_UNCONFIRMED = (
    "Guesses of the import still stand in study.yml ({}), and what is shown here may change with them. The command prepost "
    "check says what they are."
)
_ORIGINS = {
    "reconstructed": "The {} on this page were never published. Those used here are one of many sets that fit the printed "
    "totals, means, changes and p-values.{}",
    "invented": "The {} on this page are an example that nobody gave. Nothing here is a finding.",
}


def figure(
    draw,
    *,
    label: str,
    title: str,
    alt: str,
    summary: str,
    table=None,
    height=3.5,
    narrow_height=None,
    panels: int = 1,
    published: Sequence[Entry] = (),
) -> None:
    """Show a numbered figure with its finding as title, alternative text, a one-line summary and its numbers.

    Parameters
    ----------
    draw : function
        It draws with seaborn or matplotlib on the axes that it is given. It is called twice, for a page as
        wide as a screen and for a telephone, and the page shows what fits; colours follow the page into the dark, and
        the default ones are those of all figures. It may ask `ax.figure.get_figwidth()` how wide it draws.
    label : str
        Its name in ``{numref}`label` `` and its anchor: letters, digits, hyphens and underscores.
    title : str
        The finding in a sentence.
    alt : str
        What a reader who does not see the picture should be told.
    summary : str
        One line under the picture.
    table : pandas.DataFrame, optional
        The numbers behind the picture, shown folded, with a download.
    height, narrow_height : float
        In inches; the narrow drawing is as high as all its panels unless told otherwise.
    panels : int
        How many axes the function gets: side by side, on a telephone one below the other.
    published : sequence of prepost.study.disclosure.Entry
        What picture, words and numbers say of groups of people, and what they hide of them.

    Examples
    --------
    Drawn by seaborn, which brings what it says of the rows and a legend::

        def draw(ax):
            sns.pointplot(means, x="mean", y="statement", hue="wave", dodge=0.4, linestyle="none", ax=ax)
            ax.set(xlabel="mean of the answers", ylabel="", xlim=(2, 3.6))

        figure(draw, label="fig-means", title=title, alt=alt, summary=summary)
    """
    narrow = svg(drawn(draw, NARROW, narrow_height or height * panels, panels), f"{label}-narrow")
    wide = svg(drawn(draw, WIDTH, height, panels), label)
    html = figure_html(wide, narrow, label=label, title=title, alt=alt, summary=summary, table=table)
    show_html(html, f"{title}\n{summary}", label, published)


def figure_html(image: str, narrow: str, *, label: str, title: str, alt: str, summary: str, table=None) -> Markup:
    """The figure as HTML around two SVG texts, one for wide and one for narrow pages; see `figure`."""
    folded = ""
    if table is not None:
        numbers = _grid(table, label, Markup("{} (numbers of the figure)").format(title), 0)
        words = '<details class="prepost-numbers"><summary>The numbers in this figure</summary>{}</details>'
        folded = Markup(words).format(numbers)
    address = Markup(_address(narrow).replace(" ", "%20").replace("\n", "%0A"))  # a space would end it in a srcset
    # On a telephone the picture is another one; paper takes the wide one.
    return Markup(
        '<figure class="prepost-figure" id="{}" data-kind="figure"><figcaption>{}</figcaption>'
        '<div class="prepost-scroll" tabindex="0" role="group" aria-label="{}">'
        '<picture><source media="screen and (max-width: 640px)" width="{}" height="{}" srcset="{}">'
        '<img class="prepost-picture dark-light" alt="{}" width="{}" height="{}" src="{}"></picture></div>'
        '<p class="prepost-summary">{}</p>{}</figure>'
    ).format(
        *(label, _numbered(label, title), title, *_size(narrow), address),
        *(alt, *_size(image), _address(image), summary, folded),
    )


def _size(image: str) -> list[int]:
    """Width and height of an SVG text, in pixels."""
    return [
        round(float(points) * 4 / 3) for points in re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', image).groups()
    ]


def svg(fig, salt: str) -> str:
    """A figure as SVG text: letters as outlines, no date, the same bytes each time, colours for light and dark pages."""
    import matplotlib

    target = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"}), no_glyph_warnings():
        fig.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    fig.clear()
    text = target.getvalue()
    text = re.sub(r"<!--.*?-->", "", text[text.index("<svg") :], flags=re.DOTALL)
    # A thousandth of a point is finer than any screen; the digits beyond it would be a fifth of the page.
    text = re.sub(r"\s*\n\s*", "\n", re.sub(r"(\.\d{3})\d+", r"\1", text))
    head = text.index("<defs>")
    return text[:head] + dark_rules(text) + "\n" + text[head:]


def _address(image: str) -> Markup:
    """An SVG text as the address of an image: shorter than base64 by a quarter, and packed better."""
    plain = image.replace('"', "'").replace("%", "%25").replace("#", "%23").replace("&", "&amp;")
    return Markup("data:image/svg+xml;charset=utf-8,") + Markup(plain)


def table(
    frame,
    *,
    label: str,
    title: str,
    note: str = "",
    spanners: Mapping[str, Sequence[str]] | None = None,
    row_header: int | None = 0,
    groups: str = "",
    published: Sequence[Entry] = (),
) -> None:
    """Show a numbered table with caption, scoped headers, notes and a download.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a row, one column a column; the index is not shown. Texts are shown as they are (escaped, unless they
        are `markupsafe.Markup`), numbers through `prepost.report.wording.number`, missing values as a dash. Columns
        that hold markup need the dtype object: pandas turns it into plain text otherwise.
    label : str
        Its name in ``{numref}`label` `` and its anchor.
    title : str
        The caption.
    note : str
        A line under the table.
    spanners : mapping of str to list of column names
        Headings over several neighbouring columns.
    row_header : int or None
        Position of the column that names the row (among those that are left once `groups` is taken out).
    groups : str
        A column whose value becomes a heading over the rows that share it; blank for none.
    published : sequence of prepost.study.disclosure.Entry
        What the table says of groups of people, and what it hides of them.

    Notes
    -----
    Written here and not with great-tables, which has no caption element, no scope on row headers and brings a style
    sheet of its own for each table, blind to the page's dark mode.
    """
    grid = _grid(frame, label, _numbered(label, title), row_header, note, spanners, groups)
    html = Markup('<figure class="prepost-figure" id="{}" data-kind="table">{}</figure>').format(label, grid)
    show_html(html, f"{title}\n{csv_text(frame)}", label, published)


def show_html(html: Markup, plain: str, where: str = "", published: Sequence[Entry] = ()) -> None:
    """Show HTML, and a text where none can be shown, with what it publishes about people.

    Parameters
    ----------
    html : Markup
    plain : str
    where, published
        As for `accounted`.
    """
    shown = {"text/html": str(html), "text/plain": plain}
    IPython.display.display(shown, raw=True, metadata=accounted(where, published))


def accounted(where: str, published: Sequence[Entry]) -> dict:
    """What an output publishes about people, as metadata that goes with it and that nothing renders.

    Parameters
    ----------
    where : str
        The label of the output, or its first words.
    published : sequence of prepost.study.disclosure.Entry
        Empty where there is nothing to account for.
    """
    return {ACCOUNT: [entry._asdict() | {"where": where} for entry in published]} if published else {}


def _numbered(label: str, title: str) -> Markup:
    """A title behind the place where its number will stand."""
    if not _LABEL.fullmatch(label):
        raise ValueError(f"The label {label!r} must start with a letter and hold only letters, digits, - and _.")
    return Markup('<span class="prepost-number" data-label="{}"></span> {}').format(label, title)


def _grid(frame, label: str, caption: Markup, row_header: int | None, note="", spanners=None, groups="") -> Markup:
    """A frame as a table, with its note and its download below."""
    shown = frame.drop(columns=groups) if groups else frame
    columns = [str(name) for name in shown.columns]
    rows = [[_cell_text(value) for value in row] for row in shown.itertuples(index=False, name=None)]
    numeric = [
        bool(rows)
        and position != row_header
        and all(_NUMERIC.fullmatch(escape(row[position]).striptags()) for row in rows)
        for position in range(len(columns))
    ]
    kinds = [
        "th" if position == row_header else "num" if is_number else "" for position, is_number in enumerate(numeric)
    ]
    bodies = Markup("")
    heading = '<th class="prepost-group" scope="rowgroup" colspan="{}"><span class="prepost-stay">{}</span></th>'
    heading = Markup(f"<tr>{heading}</tr>")
    heads = list(frame[groups]) if groups else [None] * len(rows)
    for head, members in groupby(zip(heads, rows), key=itemgetter(0)):
        bodies += Markup("<tbody>") + (heading.format(len(columns), head) if groups else "")
        for _, row in members:
            bodies += Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, row, kinds)))
        bodies += Markup("</tbody>")
    grid = Markup(
        '<div class="prepost-scroll" tabindex="0" role="group" aria-label="{}"><table class="prepost-table{}">'
        '<caption><span class="prepost-caption">{}</span></caption><thead>{}</thead>{}</table></div>{}'
        '<p class="prepost-download"><a download="{}.csv" href="{}">Download as CSV</a></p>'
    )
    return grid.format(
        caption.striptags(),
        " prepost-wide" * (len(columns) > WIDE),
        caption,
        _head(columns, numeric, spanners or {}),
        bodies or Markup("<tbody></tbody>"),
        Markup('<p class="prepost-note">{}</p>').format(note) if note else "",
        label,
        # The byte order mark makes spreadsheet programs read the file as UTF-8.
        "data:text/csv;charset=utf-8," + url_quote("\ufeff" + csv_text(frame)),
    )


def _cell_text(value) -> str:
    """What a cell says of a value."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return "–"
    if value is True or value is False:
        return "yes" if value else "no"
    return format_number(value, 0 if float(value).is_integer() else 2)


def _cell(text: str, kind: str) -> Markup:
    if kind == "th":
        return Markup('<th scope="row">{}</th>').format(text)
    style = Markup(' class="prepost-num{}"').format(" prepost-wrap" * ("(" in text)) if kind else ""
    return Markup("<td{}>{}</td>").format(style, text)


def _head(columns: list[str], numeric: list[bool], spanners: Mapping[str, Sequence[str]]) -> Markup:
    """One row of headings, or two where headings span columns.

    A column named "heading: part" is headed "part" under its spanner, so that names stay unique in the download.
    """
    spanned = {name: heading for heading, names in spanners.items() for name in names}
    unknown = sorted(set(spanned) - set(columns))
    if unknown:
        raise ValueError(f"The table has no column {join_words(unknown)} for its heading to span.")
    upper, lower = [], []
    for position, name in enumerate(columns):
        right = Markup(' class="prepost-num"') if numeric[position] else ""
        if name not in spanned:
            rows = Markup(' rowspan="2"') if spanners else ""
            upper.append(Markup('<th scope="col"{}{}>{}</th>').format(rows, right, name))
            continue
        heading = spanned[name]
        if position == 0 or spanned.get(columns[position - 1]) != heading:
            width = len(spanners[heading])
            upper.append(Markup('<th scope="colgroup" colspan="{}">{}</th>').format(width, heading))
        lower.append(Markup('<th scope="col"{}>{}</th>').format(right, name.removeprefix(heading + ": ")))
    rows = [upper, lower] if spanners else [upper]
    return Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(row)) for row in rows)


def csv_text(frame) -> str:
    """A frame as CSV in which no cell is a formula to a spreadsheet.

    A text that starts like a formula gets an apostrophe before it; signed numbers stay as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> print(csv_text(pd.DataFrame({"change": ["+0.40", "=1+1"]})).strip())
    change
    +0.40
    '=1+1
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    for row in [frame.columns, *frame.itertuples(index=False, name=None)]:
        texts = (
            value.striptags() if isinstance(value, Markup) else "" if value is None or value != value else str(value)
            for value in row
        )
        # An unquoted carriage return would open a row, and a cell, of its own.
        lines = (_BREAKS.sub(" ", text).strip() for text in texts)
        writer.writerow(["'" + line if _FORMULA.match(line) else line for line in lines])
    return target.getvalue()


def ledger_link(claim_id: str, text: str, page: str) -> Markup:
    """A printed number as a link to its row in the ledger.

    Examples
    --------
    >>> str(ledger_link("attendances", "302", "09_verification.html"))
    '<a class="prepost-printed" href="09_verification.html#attendances">302</a>'
    """
    return Markup('<a class="prepost-printed" href="{}#{}">{}</a>').format(page, claim_id, true_minus(text))


def quotations(study, topic: str, *, page: str = "") -> None:
    """Show what interviewees said under a topic, with who said it and where it is printed.

    Parameters
    ----------
    study : prepost.study.Study
        Its folder holds `published/quotes.csv`.
    topic : str
        The topic of quotes.csv.
    page : str
        Address of the page on which each quotation has its permanent anchor; blank where it is this page.
    """
    quotes = load_published(study.folder, only=["quotes"]).quotes
    passages = quotes[quotes["topic"] == topic].to_dict("records")
    show_html(quotations_html(passages, page), with_noun(len(passages), "quotation"))


def quotations_html(passages: Sequence[Mapping[str, str]], page: str = "") -> Markup:
    """Quotations as HTML.

    Parameters
    ----------
    passages : sequence of mappings
        With `id`, `quote`, `role` and `line` (blank where there is none).
    page : str
        As for `quotations`.
    """
    if not passages:
        return Markup('<p class="prepost-note">No quotation that may be printed stands under this topic.</p>')
    html, line = Markup(""), Markup(', <a href="{}#quote-{}">manuscript line {}</a>')
    for passage in passages:
        printed = line.format(page, passage["id"], passage["line"]) if passage.get("line") else ""
        html += Markup(
            '<figure class="prepost-quotation"{}><blockquote><p>“{}”</p></blockquote>'
            "<figcaption>{}{}</figcaption></figure>"
        ).format(
            "" if page else Markup(' id="quote-{}"').format(passage["id"]), passage["quote"], passage["role"], printed
        )
    return html
