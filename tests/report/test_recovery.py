"""How recovered answers are shown, on a small account written by hand."""

from prepost.report.recovery import chosen_among_survivors, sizes_figure

LONG = "I am confident in calling or talking to someone from another service when I have a question about a patient or client"


def test_a_long_statement_is_never_cut_short():
    fig, alt, _ = chosen_among_survivors({LONG: (-0.1, 0.1)}, {LONG: 0.05}, axis="Effect")
    words = " ".join(text.get_text() for text in fig.findobj(lambda artist: hasattr(artist, "get_text")))
    assert LONG in words and "…" not in words
    assert LONG in alt


def test_the_strip_of_sizes_tells_which_fit():
    """By hand: 4 and 5 fit with one peak, 7 fits in another shape, 3 needs too many blanks."""
    fits = {3: (False, False), 4: (True, True), 5: (True, True), 7: (True, False)}
    sizes = [{"forms": n, "admissible": fit, "single_peaked": peak} for n, (fit, peak) in fits.items()]
    fig, alt, summary = sizes_figure(sizes, 4, 9)
    assert alt == (
        "Fit, with a single peak throughout: 4 to 5. Fit, some only in odd shapes: 7. Need too many blanks: 3."
    )
    assert summary.startswith("Of the 8 numbers of forms tried, 3 fit everything that binds, 2 of them")
    assert any(text.get_text() == "4 used here" for text in fig.findobj(lambda each: hasattr(each, "get_text")))
