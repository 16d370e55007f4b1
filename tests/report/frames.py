"""Comparisons as `compare` returns them, with numbers that a test chooses."""

from math import nan

import pandas as pd

_USUAL = (
    {"statement": "s0", "domain": "use", "comparison": "c", "test": "mann_whitney", "n1": 30, "n2": 30}
    | {"mean1": 2.0, "mean2": 2.1, "change": 0.1, "change_pct": 2.0, "p": 0.4, "p_adjusted": 0.4, "significant": False}
    | {"rank_biserial": 0.02, "ci_low": -0.1, "ci_high": 0.3, "text": "Statement 0", "label": "after against before"}
    | {"change_pct_low": -10.0, "change_pct_high": 14.0, "change_pct_se": 6.0, "level": 0.05, "alpha": 0.05}
    | {"u": 440.0, "z": 0.8, "step": 0.0}
)


def frame(*rows):
    """Rows that differ from the usual one as given; `None` stands for a comparison that could not be made."""
    unmade = {name: nan for name, value in _USUAL.items() if isinstance(value, float)} | {
        "n1": None, "n2": None, "significant": None, "alpha": 0.05, "level": 0.05}  # fmt: skip
    made = [_USUAL | (unmade if row is None else row) for row in rows]
    return pd.DataFrame(made, columns=list(_USUAL)).astype({"n1": "Int64", "n2": "Int64", "significant": "boolean"})


def directed(*directions, label="after against before"):
    """A significant rise (1) or fall (-1), a difference that is not significant (0), or one that cannot be made (None)."""
    return frame(*(
        None if way is None else
        {"statement": f"s{place}", "text": f"Statement {place}", "label": label, "rank_biserial": 0.2 * (way or 0.1),
         "p": 0.001 if way else 0.4, "p_adjusted": 0.001 if way else 0.4, "significant": bool(way)}
        for place, way in enumerate(directions)
    ))  # fmt: skip
