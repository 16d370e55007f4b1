"""What figures are drawn on: axes for the functions of seaborn and matplotlib, on wide and narrow pages."""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from prepost.report.style import QUIET, WIDTH, no_glyph_warnings, styled

POINTS_PER_INCH = 72


@styled
def drawn(draw, width: float, height: float, panels: int = 1):
    """A figure of a given width that a function draws on axes; names of rows are wrapped, and the legend stands above.

    Parameters
    ----------
    draw : function
        Takes the axes, or with several panels an array of them.
    width, height : float
        In inches.
    panels : int
        Side by side, or one below the other if the figure is narrower than `WIDTH`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import ScalarFormatter

    fig = Figure(figsize=(width, height), layout="constrained")
    draw(fig.subplots(*((panels, 1) if width < WIDTH else (1, panels))))
    legends = []
    for ax in fig.axes:
        names = ax.yaxis.get_major_formatter()
        if not isinstance(names, ScalarFormatter):
            letters = round(6 * width / len({other.get_position().x0 for other in fig.axes}))
            ax.set_yticks(ax.get_yticks(), [fill(name, letters) for name in names.format_ticks(ax.get_yticks())])
        legends += filter(None, [ax.get_legend()])
    if legends:
        words = [text.get_text() for text in legends[0].get_texts()]
        key = {"ncols": legend_columns(words, width), "frameon": False, "fontsize": 9, "labelcolor": QUIET}
        fig.legend(legends[0].legend_handles, words, loc="outside upper left", **key)
        for legend in legends:
            legend.remove()
    return fig


def legend_columns(words, width: float) -> int:
    """In how many columns the words of a legend stand above a figure so many inches wide."""
    return min(int(width * POINTS_PER_INCH // (max(text_width(each, 9) for each in words) + 36)) or 1, len(words))


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 10, weight: str = "normal") -> float:
    """Width of a line of text in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with no_glyph_warnings():
        return text_to_path.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), False)[0]


def wrapped(text: str, width: float, size: float = 10, weight: str = "normal") -> list[str]:
    """A text broken into lines no wider than `width` points; a word wider than that is broken too."""
    lines, line = [], ""
    for word in text.split():
        while text_width(word, size, weight) > width and len(word) > 1:
            fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], size, weight) <= width)
            lines += [line] * bool(line) + [word[:fits]]
            line, word = "", word[fits:]
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, weight) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line or not lines else lines
