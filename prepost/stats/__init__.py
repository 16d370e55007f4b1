"""Statistics on answer counts: rank tests, effect sizes, intervals, sensitivity analyses.

Every function takes numbers of answers per scale point, in scale order, and knows nothing of files. Names are imported
when first used, so that importing the package costs nothing.
"""

from importlib import import_module

_HOME = {
    "ranks": (
        "RankTest", "Superiority", "mann_whitney", "mann_whitney_across", "mann_whitney_rows", "superiority", "two_sided_p",
    ),
    "estimate": ("Estimate",),
    "means": ("ShapiroWilk", "change", "change_percent", "mean", "mean_interval", "sd", "shapiro_wilk"),
    "proportions": ("wilson",),
    "multiplicity": ("CORRECTIONS", "adjust", "corrected_level"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str):
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
