"""Printed numbers: what they can stand for, whether whole numbers of answers give them, and the ledger of claims.

Names are imported when first used, so that importing the package costs nothing.
"""

from importlib import import_module

_HOME = {
    "intervals": ("Interval", "rounding_interval"),
    "vectors": ("count_vectors", "single_peaked"),
    "rank_pairs": ("pairs",),
    "inputs": ("read_inputs",),
    "denominators": (
        "ImpliedDenominator", "PercentageCheck", "check_percentage", "common_total", "implied_denominator", "percentage_denominators",
    ),
    "parts": ("parts_and_whole",),
    "stages": ("Search", "subset_sizes"),
    "granularity": ("debit", "grim", "grimmer"),
    "reconstruction": ("input_checksums", "printed_means", "read_account", "reconstruct"),
    "claims_ledger": ("Entry", "entry_of", "ledger", "read_register"),
    "stepwise": ("steps",),
    "vocabulary": ("VOCABULARY",),
    "candidate_tests": ("Case", "which_test"),
    "p_values": ("check_p_value", "sizes_that_hold"),
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
