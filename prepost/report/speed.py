"""How long things take: saved measurements as a table, a picture of how time grows with size, and words."""

from __future__ import annotations

from math import log10
from pathlib import Path
from typing import TYPE_CHECKING

from prepost.report.style import CATEGORIES, LINE, QUIET, new_figure, styled
from prepost.report.wording import capital, listed, number

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "duration",
    "growth",
    "growth_figure",
    "growth_title",
    "load_measurements",
    "measured",
    "per_million",
    "speed_table",
    "times",
]

NUMBERS = ("size", "seconds", "least", "most", "runs", "peak_mb", "ratio")
STEEP = 0.1  # a time that grows with a lower power of the size (by a quarter at most for ten times as much) does not grow with it


def load_measurements(path: Path | str) -> pd.DataFrame:
    """Read measurements saved as CSV.

    Parameters
    ----------
    path : path
        Columns benchmark, size (blank where there is none), unit, method, seconds, least, most (blank where the
        method failed), runs, peak_mb, ratio (the time as a multiple of the first method's for the same benchmark and
        size) and note.

    Returns
    -------
    pandas.DataFrame
        The same, those columns as numbers.
    """
    import pandas as pd

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in NUMBERS})


def duration(seconds: float) -> str:
    """A time in the unit that suits it, to two significant digits.

    >>> [duration(seconds) for seconds in (0.0000352, 0.0723, 3.069, 100, 4221)]
    ['35 µs', '72 ms', '3.1 s', '100 s', '70 min']
    """
    value, unit = next(
        (
            (seconds * many, name)
            for limit, many, name in ((0.001, 1e6, "µs"), (1, 1000, "ms"), (300, 1, "s"), (3 * 3600, 1 / 60, "min"))
            if seconds < limit
        ),
        (seconds / 3600, "hours"),
    )
    return f"{number(value, 1 if value < 9.95 else 0)} {unit}"


def times(ratio: float) -> str:
    """How many times as long, as a reader needs it: two digits, thousands marked; a fraction where it is shorter.

    >>> times(98.9), times(4812.3), times(2.24), times(0.0041)
    ('99', '4,800', '2.2', '1/240')
    """
    if 0 < ratio < 0.95:
        return f"1/{times(1 / ratio)}"
    if ratio < 9.95:
        return number(ratio, 1)
    step = 10 ** max(int(log10(ratio)) - 1, 0)
    return f"{round(ratio / step) * step:,}"


def measured(frame: pd.DataFrame, benchmark: str, method: str, size: float | None = None) -> pd.Series:
    """One measurement.

    Raises
    ------
    KeyError
        Where there is none.
    """
    found = frame[(frame["benchmark"] == benchmark) & (frame["method"] == method)]
    found = found if size is None else found[found["size"] == size]
    if found.empty:
        raise KeyError(f"{method} was not measured for {benchmark}{'' if size is None else f' at {size}'}.")
    return found.iloc[0]


def speed_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The measurements as a table to be read."""
    import pandas as pd

    rows = []
    for row in frame.itertuples():
        took = row.seconds == row.seconds
        rows.append(
            {
                "Task": f"{row.benchmark}, {row.size:,.0f} {row.unit}" if row.size == row.size else row.benchmark,
                "By": row.method,
                "Time": duration(row.seconds) if took else "",
                "Runs": f"{row.runs:.0f}" if took else "",
                "Memory, MB": f"{row.peak_mb:,.0f}" if took else "",
                "Times as long": times(row.ratio) if took and row.ratio != 1 else "",
                "Remark": row.note,
            }
        )
    return pd.DataFrame(rows)


def growth(frame: pd.DataFrame, benchmark: str, method: str) -> float:
    """The power of the size with which a time grows, between its two largest sizes: 1 where it grows in proportion."""
    lines = (
        frame[(frame["benchmark"] == benchmark) & (frame["method"] == method) & frame["seconds"].notna()]
        .sort_values("size")
        .tail(2)
    )
    (small, large), (fast, slow) = lines["size"], lines["seconds"]
    return log10(slow / fast) / log10(large / small)


def per_million(frame: pd.DataFrame, benchmark: str, method: str) -> float:
    """Seconds for each further million, by the straight line through the times at all sizes.

    Weighted least squares with weights 1 / size: small and large sizes count alike, and the fixed time that every run
    takes to start stays out of the slope.
    """
    import numpy as np

    line = frame[(frame["benchmark"] == benchmark) & (frame["method"] == method) & frame["seconds"].notna()]
    slope, _ = np.polyfit(line["size"] / 1e6, line["seconds"], 1, w=1 / np.sqrt(line["size"]))
    return float(slope)


@styled
def growth_figure(frame: pd.DataFrame, benchmark: str):
    """How the time of each method grows with the size, both on logarithmic scales.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `load_measurements` returns it.
    benchmark : str
        One whose methods were measured at several sizes.

    Returns
    -------
    fig, alt, summary
    """
    lines = frame[(frame["benchmark"] == benchmark) & frame["seconds"].notna()]
    fig, ax = new_figure(3.3)
    ax.set_position((0.1, 0.15, 0.56, 0.77))
    ax.text(-0.02, 1.04, "Time", transform=ax.transAxes, ha="right", fontsize=9, color=QUIET)
    ends = []
    for colour, (method, line) in zip(CATEGORIES[1:], lines.groupby("method", sort=False), strict=False):
        ax.loglog(line["size"], line["seconds"], color=colour, marker="o", markersize=4, linewidth=1.8)
        ends.append((method, colour, line["size"].iloc[-1], line["seconds"].iloc[-1]))
    ax.set(xlabel=capital(lines["unit"].iloc[0]), xlim=(lines["size"].min() / 1.6, lines["size"].max() * 1.6))
    low, high = lines["seconds"].min() / 3, lines["seconds"].max() * 3
    ax.set_ylim(low, high)
    _say_powers_in_words(ax)
    right = [end for end in ends if end[2] == lines["size"].max()]
    heights = dict(zip((end[0] for end in right), _apart([end[3] for end in right], low, high), strict=True))
    line = {"arrowstyle": "-", "color": LINE, "shrinkB": 3}
    for method, colour, size, seconds in ends:
        # A line that ends before the others is named over its end, where no rising line can run.
        place = {"xytext": (4, 7), "textcoords": "offset points", "ha": "right"}
        if method in heights:
            place = {
                "xytext": (1.03, heights[method]),
                "textcoords": "axes fraction",
                "arrowprops": line,
                "va": "center",
            }
        ax.annotate(method, (size, seconds), color=colour, fontsize=9, annotation_clip=False, **place)
    said = "; ".join(f"{method}: {_ends(line)}" for method, line in lines.groupby("method", sort=False))
    unit = lines["unit"].iloc[0]
    return fig, f"Lines of time against number of {unit}, both logarithmic. {said} {unit}.", f"{said} {unit}."


def _ends(line: pd.DataFrame) -> str:
    """The times for the smallest and for the largest size."""
    ends = [(line["seconds"].iloc[place], line["size"].iloc[place]) for place in (0, -1)]
    return ", ".join(f"{duration(seconds)} for {size:,.0f}" for seconds, size in ends)


def _say_powers_in_words(ax) -> None:
    """Ticks at every tenfold step, labelled as people say it."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda size, _: f"{size / 1e6:,.0f} million" if size >= 1e6 else f"{size:,.0f}")
    )
    ax.yaxis.set_major_formatter(FuncFormatter(lambda seconds, _: duration(seconds).replace(".0 ", " ")))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(LogLocator(10))
        axis.set_minor_locator(NullLocator())
    ax.tick_params(labelsize=9, colors=QUIET)
    ax.grid(axis="y", color=LINE, linewidth=0.6)


def _apart(seconds: list[float], low: float, high: float, gap: float = 0.075) -> list[float]:
    """Heights of labels, from 0 to 1, near their points but never on each other."""
    wanted = [(log10(value) - log10(low)) / (log10(high) - log10(low)) for value in seconds]
    heights: dict[int, float] = {}
    last = -gap
    for place in sorted(range(len(wanted)), key=wanted.__getitem__):
        last = heights[place] = max(wanted[place], last + gap)
    return [heights[place] for place in range(len(wanted))]


def growth_title(frame: pd.DataFrame, benchmark: str) -> str:
    """The finding of `growth_figure`: which methods' time grows with the size, and which does not."""
    lines = frame[(frame["benchmark"] == benchmark) & frame["seconds"].notna()]
    sized = [method for method, line in lines.groupby("method", sort=False) if len(line) > 1]
    flat = [method for method in sized if growth(frame, benchmark, method) < STEEP]
    unit = lines["unit"].iloc[0]
    if not flat or len(flat) == len(sized):
        return f"Time {'does not grow' if flat else 'grows'} with the number of {unit}"
    return f"Time grows with the number of {unit}, but not that of {listed(flat)}"
