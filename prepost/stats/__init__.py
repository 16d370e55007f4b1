"""Statistics on answer counts: rank tests, effect sizes, intervals, sensitivity analyses.

Every function takes numbers of answers per scale point, in scale order, and knows nothing of files. Names are imported
when first used, so that importing the package costs nothing.
"""

from prepost.on_demand import names_on_demand

_MODULES = {
    "ranks": (
        "RankTest",
        "Superiority",
        "exact_p_rows",
        "mann_whitney",
        "mann_whitney_across",
        "mann_whitney_rows",
        "superiority",
        "two_sided_p",
    ),
    "estimate": ("Estimate",),
    "means": ("ShapiroWilk", "change", "change_percent", "mean", "mean_interval", "sd", "shapiro_wilk"),
    "proportions": ("fisher", "wilson"),
    "multiplicity": ("CORRECTIONS", "adjust", "corrected_level"),
    "superiority_tests": ("BrunnerMunzel", "Equivalence", "brunner_munzel", "equivalence"),
    "odds": ("ProportionalOdds", "proportional_odds"),
    "paired": (
        "SignedRank",
        "correlation",
        "matched_change",
        "matched_rank_biserial",
        "matched_superiority",
        "wilcoxon",
    ),
    "contrasts": ("contrast",),
    "lost_pairing": ("change_at_correlation", "design_effect", "inflated", "largest_correlation", "p_at_design_effect"),
    "attrition": ("delta_adjusted", "superiority_bounds", "tipping_point", "worst_case_mean"),
    "power": ("detectable_change", "forms_needed", "pairs_needed", "pooled_sd"),
    "agreement": ("Agreement", "cohen_kappa"),
    "crosstabs": ("MakeUp", "make_up"),
    "saturation": ("chance_heard", "expected_themes", "largest_unheard", "new_themes"),
    "costs": (
        "CostOfEffect",
        "Swing",
        "acceptability",
        "average",
        "bootstrap_change",
        "cost_of_effect",
        "one_way",
        "total_cost",
    ),
    "survivors": ("EFFECTS", "effect_rows", "merge_ranges", "ranges"),
}

__all__, __getattr__, __dir__ = names_on_demand(__name__, _MODULES)
