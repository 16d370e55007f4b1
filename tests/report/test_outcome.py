"""The outcome of a ledger in words, on entries written by hand."""

from types import SimpleNamespace

from prepost.report.ledger import outcome_sentences, verdict_counts
from prepost.study import Section, read_sections, section_of

SECTIONS = (Section("Abstract", 1, 10, "", ""), Section("Results", 11, 50, "", ""))


def entry(id, where, verdict, printed="12", recomputed=11.0, shown="11"):
    return SimpleNamespace(
        id=id,
        where=where,
        says="people who came",
        printed=printed,
        recomputed=recomputed,
        shown=shown,
        verdict=verdict,
        agrees=verdict not in ("differs", "impossible"),
        unsearched=False,
        could_fail=verdict not in ("given", "repeats"),
        passes=None,
        calculation="",
    )


ENTRIES = [
    entry("a", "line 3", "given"),
    entry("b", "line 12", "reproduced"),
    entry("c", "line 13", "differs"),
    entry("d", "table1/q1/pre", "attained"),
    entry("e", "line 14", "impossible"),
    entry("f", "line 2", "differs", printed="<b>rose</b>", recomputed=False, shown="does not hold"),
    entry("g", "line 99", "reproduced"),
]


def test_verdicts_are_counted_by_section_in_the_order_of_the_article():
    counts = verdict_counts(ENTRIES, SECTIONS)
    assert list(counts) == ["Abstract", "Results", "Table 1", "Elsewhere"]
    assert counts["Results"] == {"reproduced": 1, "differs": 1, "impossible": 1}
    assert sum(sum(row.values()) for row in counts.values()) == len(ENTRIES)


def test_the_sentences_count_what_agrees_and_what_does_not():
    assert outcome_sentences(ENTRIES) == [
        "3 of the 6 checks that could have failed agree with what is printed.",
        "Two differ from what the others give and one cannot be attained by whole numbers of people.",
        "Of the other rows one is a primary figure.",
    ]


def test_sections_are_read_from_the_study(tmp_path):
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "sections.csv").write_text(
        "section,first_line,last_line\nAbstract,1,10\n", encoding="utf-8"
    )
    assert read_sections(tmp_path) == (Section("Abstract", 1, 10, "", ""),)
    assert read_sections(tmp_path / "published") == ()
    assert section_of("line 10", SECTIONS).name == "Abstract"


def test_a_ledger_of_primary_figures_alone_has_nothing_to_check():
    assert outcome_sentences([ENTRIES[0]]) == [
        "Nothing that is printed can be checked against the rest.",
        "Of the other rows one is a primary figure.",
    ]


def test_repeats_and_checks_that_nothing_fails_are_no_checks():
    again, sure = entry("r", "line 15", "repeats"), entry("s", "line 16", "attained")
    sure.passes, sure.could_fail = 1.0, False
    assert outcome_sentences([*ENTRIES, again, sure])[0].startswith("3 of the 6 checks")
    assert outcome_sentences([*ENTRIES, again, sure])[-1] == (
        "Of the other rows one repeats another row, one would pass whatever was printed and one is a primary figure."
    )


def test_what_is_open_and_what_goes_further_does_not_count_as_agreeing():
    more, undecided = entry("p", "line 15", "partly"), entry("o", "line 16", "open")
    first, second, *_ = outcome_sentences([ENTRIES[1], more, undecided])
    assert first == "1 of the 3 checks that could have failed agree with what is printed."
    assert second == "One sentence goes further than the figures and one is left open by rounding."


def test_disagreements_are_counted_by_cause_too():
    """The two figures of one cell may be one slip, and so may two shares of the same people."""
    cell = [entry(id, "table1/q1/change", "differs") for id in "hi"]
    shares = [entry(id, f"line {id}", "impossible") for id in "12"]
    assert "The four rows that do not agree come down to two causes at most." in outcome_sentences([*cell, *shares])
    assert not any("causes" in sentence for sentence in outcome_sentences([cell[0], shares[0]]))


def test_a_check_that_was_not_carried_out_is_no_primary_figure():
    unsearched = entry("h", "line 15", "given")
    unsearched.unsearched = True
    last = outcome_sentences([*ENTRIES, unsearched])[-1]
    assert last == "Of the other rows one is a primary figure and one would take too long to check."
