"""What figures are drawn on: axes for the functions of seaborn and matplotlib, on wide and narrow pages, and a sheet.

On a sheet one draws in points from the top left corner: what stands where does not depend on the data's units. Where no
function of seaborn draws a figure, such as bars that part at a middle, a sheet on the given axes does.
"""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from prepost.report.style import GROUND, INK, LINE, QUIET, WIDTH, ink_on, no_glyph_warnings, styled

POINTS_PER_INCH = 72
MARGIN = 9.0
SHEET_WIDTH = WIDTH * POINTS_PER_INCH - 2 * MARGIN


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
        columns = int(width * POINTS_PER_INCH // (max(text_width(each, 9) for each in words) + 36)) or 1
        key = {"ncols": min(columns, len(words)), "frameon": False, "fontsize": 9, "labelcolor": QUIET}
        fig.legend(legends[0].legend_handles, words, loc="outside upper left", **key)
        for legend in legends:
            legend.remove()
    return fig


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

    def bar(self, x, y, width, height, colour, *, edge=GROUND, line=1.2):
        """A filled rectangle with a gap of the ground's colour around it."""
        from matplotlib.patches import Rectangle

        self.ax.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, linewidth=line))

    def bar_text(self, x, y, text, colour, **kwargs):
        """Text upon a bar of a colour."""
        self.text(x, y, text, colour=ink_on(colour), align="center", **kwargs)

    def line(self, xs, ys, *, colour=LINE, width=0.8):
        """A line through points, beneath all bars."""
        self.ax.plot(xs, ys, color=colour, linewidth=width, solid_capstyle="butt", zorder=0.9)

    def dot(self, x, y, colour, *, shape="o", filled=True, size=6):
        """A marker."""
        self.ax.plot(
            [x],
            [y],
            shape,
            markersize=size,
            color=colour,
            markerfacecolor=colour if filled else GROUND,
            markeredgewidth=1.4,
        )

    def key(self, entries, x=0.0, y=8.0, *, width=None, draw=True) -> float:
        """Squares with their words, in as many lines as they need; returns the height used.

        Parameters
        ----------
        entries : sequence of (str, str)
            Colour and words.
        draw : bool
            False to learn the height before the sheet is there.
        """
        left, right = x, x + (width or self.width)
        for colour, words in entries:
            needed = 14 + text_width(words, 9) + 12
            if x > left and x + needed > right:
                x, y = left, y + 14
            if draw:
                self.bar(x, y - 4.5, 9, 9, colour, line=0)
                self.text(x + 13, y, words, size=9, colour=QUIET)
            x += needed
        return y + 8


def key_height(entries, width: float) -> float:
    """Height that `Sheet.key` will use."""
    return Sheet.key(None, entries, width=width, draw=False)
