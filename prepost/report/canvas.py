"""What figures are drawn on: axes for the functions of seaborn and matplotlib, on wide and narrow pages, and a sheet.

On a sheet one draws in points from the top left corner: what stands where does not depend on the data's units. Where no
function of seaborn draws a figure, such as boxes joined by lines, a sheet on the given axes does.
"""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from prepost.report.style import GROUND, INK, LINE, QUIET, WIDTH, no_glyph_warnings, styled

POINTS_PER_INCH = 72
MARGIN = 9.0


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


def sheet_width(ax) -> float:
    """Points between the margins of a sheet on axes."""
    return ax.figure.get_figwidth() * POINTS_PER_INCH - 2 * MARGIN


class Sheet:
    """Axes with text, bars and lines placed in points from its top left corner.

    Parameters
    ----------
    height : float
        In points.
    ax : matplotlib.axes.Axes
        Axes to take over: their figure keeps its width and gets the height that the sheet needs.
    """

    def __init__(self, height: float, ax):
        self.ax, self.width = ax, sheet_width(ax)
        ax.figure.set_layout_engine("none")
        ax.figure.set_figheight((height + 2 * MARGIN) / POINTS_PER_INCH)
        self.ax.set_position((0, 0, 1, 1))
        self.ax.set(xlim=(-MARGIN, self.width + MARGIN), ylim=(height + MARGIN, -MARGIN))
        self.ax.set_axis_off()

    def text(self, x, y, text, *, align="left", size=10, colour=INK, weight="normal"):
        """One line of text with its middle at height `y`."""
        # "center_baseline" keeps lines with and without descenders level.
        self.ax.text(x, y, text, ha=align, va="center_baseline", fontsize=size, color=colour, fontweight=weight)

    def bar(self, x, y, width, height, colour, *, edge=GROUND):
        """A filled rectangle with a line of a colour around it."""
        from matplotlib.patches import Rectangle

        self.ax.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, linewidth=1.2))

    def line(self, xs, ys, *, colour=LINE, width=0.8):
        """A line through points, beneath all bars."""
        self.ax.plot(xs, ys, color=colour, linewidth=width, solid_capstyle="butt", zorder=0.9)
