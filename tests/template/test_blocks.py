"""The blocks of an evaluator's pages: what they show, what they hide, and what they say where there is nothing."""

import pytest

from prepost.cli import main
from prepost.report import show_costs, show_themes
from prepost.study import load_study


@pytest.fixture
def shown(monkeypatch):
    """What a block displays, as one text."""
    import IPython.display

    kept: list[str] = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **_: kept.append(str(data["text/html"])))
    return kept


@pytest.fixture
def book(tmp_path, capsys):
    assert main(["new", str(tmp_path / "book")]) == 0
    capsys.readouterr()
    return tmp_path / "book"


def test_costs_by_hand(book, shown):
    (book / "costs.csv").write_text("item,amount,unit,quantity,note\nTrainer,250.50,day,4,\nRoom,98,,,\n")
    (book / "attendance.csv").write_text(
        "person,session,sector,organisation\n" + "".join(f"P{n % 10},,Health,\n" for n in range(20))
    )
    path = book / "study.yml"
    path.write_text(path.read_text().replace("economics: {}", "economics: {session_hours: 1.5, hourly_rate: [20, 30]}"))
    show_costs(load_study(book))
    text = "\n".join(shown)
    assert "£1,100.00" in text, "4 x 250.50 + 98"
    assert "£55.00" in text, "for each of 20 places"
    assert "£110.00" in text, "for each of 10 people"
    assert "£600" in text and "£900" in text, "20 places of 1.5 hours at 20 and at 30 an hour"


def test_costs_without_any_number_of_people(book, shown):
    (book / "costs.csv").write_text("item,amount,unit,quantity,note\nRoom,98,,,\n")
    (book / "attendance.csv").unlink()
    show_costs(load_study(book))
    assert "£98.00" in "\n".join(shown)


def test_two_coders_agree_beyond_chance(book, shown):
    rows = ["interview,question,theme,subtheme,stance,coder,quote,ok_to_print"]
    pairs = [("Time", "Time")] * 20 + [("Time", "Trust")] * 5 + [("Trust", "Time")] * 10 + [("Trust", "Trust")] * 15
    for n, themes in enumerate(pairs):
        rows += [f"I{n},q,{theme},,,{coder},passage {n},no" for coder, theme in zip("AB", themes, strict=True)]
    (book / "codings.csv").write_text("\n".join(rows) + "\n")
    show_themes(load_study(book))
    # Cohen's kappa of [[20, 5], [10, 15]] is 0.4: observed 0.7, expected 0.5 (by hand).
    text = "\n".join(shown)
    assert "70% of 50 passages" in text
    assert "kappa is 0.40" in text
    assert "passage 3" not in text, "no passage may be printed"


def test_themes_that_few_raised_are_not_named(book, shown):
    (book / "codings.csv").write_text(
        "interview,theme,quote,ok_to_print\n"
        + "".join(f"I{n},Time,words,yes\n" for n in range(6))
        + "I1,Parking,no space,yes\n"
    )
    show_themes(load_study(book))
    text = "\n".join(shown)
    assert "Time" in text
    assert "Parking" not in text and "no space" not in text
