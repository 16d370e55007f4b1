"""Printed numbers: what they can stand for, whether whole numbers of answers give them, and the ledger of claims.

Names are imported when first used, so that importing the package costs nothing.
"""

from prepost.on_demand import names_on_demand

_MODULES = {
    "intervals": ("Interval", "rounding_interval"),
    "vectors": ("count_vectors", "single_peaked"),
    "rank_pairs": ("pairs",),
    "inputs": ("read_inputs",),
    "denominators": (
        "ImpliedDenominator",
        "PercentageCheck",
        "check_percentage",
        "common_total",
        "implied_denominator",
        "percentage_denominators",
    ),
    "parts": ("parts_and_whole",),
    "stages": ("Search", "subset_sizes"),
    "granularity": ("debit", "grim", "grimmer"),
    "reconstruction": ("input_checksums", "printed_means", "read_account", "reconstruct"),
    "claims_ledger": ("Entry", "entries_of", "entry_of", "ledger", "read_register"),
    "ledger_file": ("check_saved_ledger", "saved_ledger"),
    "stepwise": ("steps",),
    "vocabulary": ("VOCABULARY",),
    "candidate_tests": ("Case", "which_test"),
    "p_values": ("check_p_value", "sizes_that_hold"),
}

__all__, __getattr__, __dir__ = names_on_demand(__name__, _MODULES)
