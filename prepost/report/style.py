"""One visual language for all figures: letters, sizes and two palettes that colour-blind readers can tell apart.

Neighbouring areas are parted by a gap in the colour of the ground, and every colour has a contrast of at least 3:1 with
that ground, so that no border between two areas rests on hue (WCAG 2.2, 1.4.11). Meaning is also given by label, never
by colour alone. The ground is opaque. On a dark page it is dark, and every colour has a counterpart of the same hue that
stands out from it as much: the darkest become the lightest. A picture brings both; the page it stands on decides.
"""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

GROUND = "#ffffff"
INK = "#1f2933"
QUIET = "#52606d"
LINE = "#d5dbe1"
UNKNOWN = "#6b7785"  # what is not known or not published: grey, as nothing else is
WIDTH = 5.9  # inches: the width of a page's text, so that letters in a figure are about as large as those around it

NARROW = 3.72  # inches: what a telephone 390 pixels wide shows of a page

# Dark, in the order in which waves or groups stand; told apart by lightness as well as by hue.
CATEGORIES = ("#6b7785", "#0b5394", "#c2560c", "#0f7d66", "#7a3b78", "#8a6d00", "#b0306a", "#3a3f98")

_LOW_END, _LOW_MIDDLE = (0x66, 0x2A, 0x00), (0xD0, 0x74, 0x2E)
_HIGH_MIDDLE, _HIGH_END = (0x3D, 0x92, 0xC8), (0x06, 0x35, 0x63)
_NEUTRAL = "#87919c"

_DARK = {
    GROUND: "#1b2225",
    INK: "#e4e9eb",
    QUIET: "#b6c1c8",
    LINE: "#414d53",
    UNKNOWN: "#93a0ab",
    _NEUTRAL: "#93a0ab",
    "#000000": "#e4e9eb",
} | dict(zip(CATEGORIES[1:], ("#74b3f0", "#f0934f", "#4fbd9f", "#d49bd1", "#cdae3f", "#f288b5", "#a6abf6")))
_DARK_RAMPS = (
    (_LOW_END, _LOW_MIDDLE, (0xFA, 0xDC, 0xC2), (0xBC, 0x67, 0x26)),
    (_HIGH_END, _HIGH_MIDDLE, (0xC6, 0xE3, 0xFB), (0x3A, 0x80, 0xB3)),
)
_PAINT = re.compile(r"(fill|stroke): (#[0-9a-f]{6})")

FAMILY = "prepost Source Sans Pro"  # a name of our own, so that a font installed elsewhere never changes a picture
_FONTS = Path(__file__).parent / "fonts"
_SETTINGS = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.titlesize": 10,
    "axes.edgecolor": LINE,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.facecolor": GROUND,
    "figure.facecolor": GROUND,
    "savefig.facecolor": GROUND,
    "savefig.transparent": False,
    "xtick.color": LINE,
    "xtick.labelcolor": QUIET,
    "ytick.color": LINE,
    "ytick.labelcolor": QUIET,
    "ytick.left": False,
    "axes.axisbelow": True,
    "text.parse_math": False,  # a dollar sign in a study's words is a dollar sign
    "axes.unicode_minus": True,
}


def styled(draw):
    """Let a function draw in the common style, whatever the settings of its caller."""

    @wraps(draw)
    def drawn(*args, **kwargs):
        import matplotlib

        _add_fonts()
        own = {**_SETTINGS, "axes.prop_cycle": matplotlib.cycler(color=CATEGORIES)}
        with matplotlib.rc_context({**matplotlib.rcParamsDefault, "backend": "agg", **own}), no_glyph_warnings():
            return draw(*args, **kwargs)

    return drawn


@contextmanager
def no_glyph_warnings():
    """Letters that neither font has are drawn as boxes; a warning for each would be printed into the page."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _add_fonts() -> None:
    from matplotlib.font_manager import FontEntry, fontManager

    if any(font.name == FAMILY for font in fontManager.ttflist):
        return
    for name, weight in (("Regular", 400), ("Semibold", 700)):  # our bold is the semibold cut
        path = str(_FONTS / f"SourceSansPro-{name}.ttf")
        fontManager.ttflist.append(
            FontEntry(
                path, name=FAMILY, style="normal", variant="normal", weight=weight, stretch="normal", size="scalable"
            )
        )


def diverging(points: int) -> list[str]:
    """Colours for the points of an ordered scale, from its low end to its high end.

    Parameters
    ----------
    points : int
        Points of the scale, two or more. An odd number has a grey one in the middle.

    Examples
    --------
    >>> diverging(4)
    ['#662a00', '#d0742e', '#3d92c8', '#063563']
    >>> diverging(5)[2]
    '#87919c'
    """
    side = points // 2
    low = [_mixed(_LOW_END, _LOW_MIDDLE, step / max(side - 1, 1)) for step in range(side)]
    high = [_mixed(_HIGH_END, _HIGH_MIDDLE, step / max(side - 1, 1)) for step in range(side)]
    return low + [_NEUTRAL] * (points % 2) + high[::-1]


def _mixed(first, second, part: float) -> str:
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(first, second))


def in_the_dark(colour: str) -> str:
    """The counterpart of a colour on a dark page; one that is none of this module's is lightened if it would not be seen.

    Examples
    --------
    >>> in_the_dark("#ffffff"), in_the_dark("#063563"), in_the_dark("#00ff00"), in_the_dark("#000080")
    ('#1b2225', '#c6e3fb', '#00ff00', '#6666b3')
    """
    if colour in _DARK:
        return _DARK[colour]
    wanted = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    for end, middle, dark_end, dark_middle in _DARK_RAMPS:
        part = (wanted[1] - end[1]) / (middle[1] - end[1])
        if 0 <= part <= 1 and all(abs(w - (a + (b - a) * part)) < 3 for w, a, b in zip(wanted, end, middle)):
            return _mixed(dark_end, dark_middle, part)
    lighter = (_mixed(wanted, (255, 255, 255), step / 10) for step in range(11))
    return next(shade for shade in lighter if contrast(shade, _DARK[GROUND]) >= 3)


def dark_rules(svg: str) -> str:
    """Rules of style by which an SVG that matplotlib wrote changes its colours on a dark page.

    Words on a bar, which are white or black, become black: on a dark page every bar is light.

    Parameters
    ----------
    svg : str

    Examples
    --------
    >>> print(dark_rules('<path style="fill: #063563"/>'))
    <style>@media (prefers-color-scheme: dark) {
    [style*="fill: #063563"], [fill="#063563"] { fill: #c6e3fb !important }
    }</style>
    """
    rules = [
        f'[style*="{what}: {colour}"], [{what}="{colour}"] {{ {what}: {in_the_dark(colour)} !important }}'
        for what, colour in sorted(set(_PAINT.findall(svg)))
    ]
    if f'<g style="fill: {GROUND}"' in svg:
        rules.append(f'g[style*="fill: {GROUND}"] {{ fill: #000000 !important }}')
    return "\n".join(["<style>@media (prefers-color-scheme: dark) {", *rules, "}</style>"])


def contrast(first: str, second: str) -> float:
    """Contrast of two colours as WCAG 2.2 defines it, from 1 to 21.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return round((lighter + 0.05) / (darker + 0.05), 3)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: str) -> str:
    """White where it can be read well on a colour (4.5:1), else black.

    Examples
    --------
    >>> ink_on("#063563"), ink_on("#d0742e")
    ('#ffffff', '#000000')
    """
    return "#ffffff" if contrast("#ffffff", colour) >= 4.5 else "#000000"
