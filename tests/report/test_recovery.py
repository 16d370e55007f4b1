"""How recovered answers are shown, on a small account written by hand."""

from prepost.report.recovery import chosen_among_survivors, survivors_table

LONG = "I am confident in calling or talking to someone from another service when I have a question about a patient or client"


def test_a_long_statement_is_never_cut_short():
    fig, alt, _ = chosen_among_survivors({LONG: (-0.1, 0.1)}, {LONG: 0.05}, axis="Effect")
    words = " ".join(text.get_text() for text in fig.findobj(lambda artist: hasattr(artist, "get_text")))
    assert LONG in words and "…" not in words
    assert LONG in alt


def test_a_stage_searched_over_one_shape_says_so_in_a_word():
    pick = {"survivors": 3, "searched": 1200, "single_peaked": 2, "single_peaked_only": False}
    account = {"survivors": {"q": {"a": pick, "b": pick | {"single_peaked_only": True}}}}
    frame, spanners = survivors_table(account, {"q": "It helps"}, {"a": "First", "b": "Second"})
    assert frame.iloc[0].tolist() == ["It helps", "3", "1,200", "2", "3", "1,200", "all"]
    assert spanners["Second"] == ["Second: fit", "Second: of", "Second: one peak"]
