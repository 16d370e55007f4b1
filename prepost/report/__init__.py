"""How a result is shown: wording, pictures, tables, quotations.

Names are imported when first used, so that a page pays only for what it shows.
"""

from importlib import import_module

_HOME = {
    "wording": (
        "MINUS", "NOT_DEFINED", "capital", "count", "in_words", "interval", "level_words", "listed", "money", "number", "p_value", "percent",
        "plural", "share_in_words", "signed", "signed_percent", "uncapital",
    ),
    "answers": ("Answers", "EffectRow", "answers_table", "comparison_figure", "likert_figure", "means_figure"),
    "compare": ("comparison_level", "comparison_table"),
    "effects": ("Effect", "by_comparison", "effects_of", "effects_table", "forest_rows", "group_name"),
    "sentences": ("differences", "headline", "reading", "shares_title", "significance", "statement_sentence"),
    "tables": ("REBUILT_SPANNERS", "normality_sentence", "normality_table", "rebuilt_summary", "rebuilt_table", "shares_table"),
    "people": (
        "Event", "Share", "Step", "bars_figure", "cloud_figure", "flow_figure", "range_title", "shares_figure",
        "timeline_figure",
    ),
    "robustness": (
        "account_of", "answered", "attendance_by_person", "attrition", "baselines", "corrections", "equivalences", "matching",
        "next_study", "other_tests", "overview", "repeated_forms", "retained", "specifications", "standardised",
    ),
    "cautions": (
        "answered_sentence", "answered_table", "attrition_sentence", "attrition_table", "baseline_sentence", "counts_table",
        "equivalence_sentence", "equivalence_table", "forms_needed_sentence", "lasting_title", "needed_figure", "needed_table",
        "open_sentence", "reading_notes", "retained_sentence", "retained_table", "shown", "solid_sentence", "specification_strips",
        "specification_table", "other_tests_sentence", "weighted_table",
    ),
    "reporting": ("checklist", "completeness", "completeness_figure", "completeness_sentence", "load_reporting"),
    "strip": ("Strip", "curves_figure", "strip_figure"),
    "conclusions": (
        "Finding", "Gains", "conclusion", "fall_short", "findings_table", "findings_title", "gains", "in_domain", "lasting_sentence",
        "left_later", "most", "no_rise", "parting_sentence", "rise", "unsettled",
    ),
    "ledger": (
        "disagreements_table", "ledger_html", "ledger_table", "outcome_sentence", "strength_table", "verdicts_by_section",
        "which_test_sentence", "which_test_table",
    ),
    "verdicts": ("VERDICTS", "verdict_figure", "verdict_html"),
    "outcome": ("disagreements_html", "outcome_sentences", "read_sections", "section_of", "verdict_counts"),
    "recovery": (
        "chosen_among_survivors", "splits_table", "subset_figure", "survivors_table", "without_single_peak",
    ),
    "themes": (
        "Asked", "Theme", "asked", "claims_of", "codebook", "codebook_table", "question_sentence", "share_sentence", "themes_figure",
        "themes_table", "themes_title",
    ),
    "voices": ("Voice", "balance_sentence", "balance_table", "quote_bank", "voices_of"),
    "strands": ("RULE", "Strand", "joint_display", "joint_sentence"),
    "interviewees": (
        "bounds_sentence", "capacity_sentence", "capacity_table", "make_up_sentence", "make_up_table", "people_by",
    ),
    "costs": (
        "Costed", "Economics", "Sensitivity", "Spending", "UnitCost", "cost_by_domain", "cost_by_statement", "cost_of_change",
        "cost_of_change_sentence", "cost_of_change_table", "economics_of", "items_table", "needed_sentence", "point_sensitivity",
        "reached", "resampled_sentence", "sensitivity_sentence", "spending_of", "time_sentence", "time_table", "unit_costs",
        "unit_costs_sentence", "unit_costs_table",
    ),
    "cost_figures": ("acceptability_figure", "acceptability_table", "acceptability_title", "tornado_figure", "tornado_table", "tornado_title"),
    "dictionary": ("blank_study_link", "columns_dictionary", "settings_dictionary"),
    "blocks": (
        "has_rows", "prose", "show_answers", "show_attendance", "show_changes", "show_closed_questions", "show_costs", "show_forms",
        "show_matching", "show_robustness", "show_sources", "show_themes",
    ),
    "show": ("banner", "csv_text", "figure", "ledger_link", "ledger_links", "quotations", "say", "table"),
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
