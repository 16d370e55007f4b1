"""Small groups: hidden, and not to be had by subtraction, as the attacker of `prepost disclose` sees it."""

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import ExtensionError

from prepost.audit.disclose import leaks, read_account, write_account
from prepost.cli import main
from prepost.report.quotations import speakers, voices_of
from prepost.report.show import accounted
from prepost.sphinx.account import _attack
from prepost.study import load_study
from prepost.study.disclosure import (
    answers,
    hide_small,
    may_show,
    people,
    places,
    pool_small,
)
from tests.attack import main as attack

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=7)


@given(counts=COUNTS, min_cell=st.integers(1, 10))
def test_no_part_can_be_had_by_subtraction(counts, min_cell):
    parts = dict(enumerate(counts))
    shown = hide_small(parts, min_cell)
    hidden = [parts[name] for name, people in shown.items() if people is None]
    assert all(people == 0 or people >= min_cell for people in shown.values() if people is not None)
    assert all(shown[name] in (None, parts[name]) for name in parts)
    if hidden and any(shown.values()):  # then the total leaves min_cell values or more, 0 to their sum, to each
        assert len(hidden) >= 2
        assert sum(hidden) >= min_cell


def test_places_are_hidden_by_the_people_behind_them():
    """Six places of one person are of one person; with them goes the next smallest, so that the rest is of five or more."""
    shown = hide_small({"Police": 6, "Health": 30, "School": 9}, 5, {"Police": 1, "Health": 14, "School": 5})
    assert shown == {"Police": None, "Health": 30, "School": None}


ATTENDED = [("p1", "Police", "PCSO Smith")] * 3 + [(f"h{n % 10}", "Health", f"Org{n % 10 // 9}") for n in range(20)]


class Invented:
    min_cell = 5
    interviews = pd.DataFrame({"sector": ["Health", "School", "Police"]})
    attendance = pd.DataFrame(ATTENDED, columns=["person", "sector", "organisation"])

    @staticmethod
    def value_counts(column):
        return {"sector": ["Health", "School", "Police"]}.get(column, ["yes", "no"])

    @staticmethod
    def scale_of(_):
        return 1, 2, 3, 4, 5


STUDY = Invented()


def of(group, counts, **shown):
    """The account of the mean of a group of forms."""
    return answers(STUDY, "tea", group, counts, **shown)


def spread(group, number, file="responses.csv"):
    return people(STUDY, group, number, file=file)


def came(weights, number):
    """The account of people who came once, twice or three times, or of the places that they filled."""
    [entry] = people(STUDY, {}, number, file="attendance.csv")
    return [entry._replace(group={"sessions attended": {"1": 0.0, "2": 0.0, "3": 0.0} | weights})]


SHARED = {"file": "interviews.csv"}
LEAKS = [
    (
        [*spread({"wave": "pre"}, 14), *spread({"wave": "pre", "matched": "yes"}, 13)],
        spread({"wave": "pre", "matched": "no"}, None),
        "can only be 1: the number of people (wave pre; responses.csv)",
    ),
    (
        of({"wave": "pre"}, [1, 3, 6, 3, 1]),
        of({"wave": "pre", "pairs": "yes"}, [1, 3, 5, 3, 1]),
        "of the 1 left over, can only be 3",
    ),
    (
        of({}, [1, 2, 4, 5, 5]),
        [*of({"sector": "Health"}, [1, 1, 3, 2, 0]), *of({"sector": "School"}, [0, 1, 1, 3, 2])],
        "of the 3 left over, can only be 15",
    ),
    (
        spread({}, 23) + spread({"sector": "Health"}, 11),
        spread({"sector": "School"}, 9) + spread({"sector": "Police"}, None),
        "can only be 3",
    ),
    (places(STUDY, {"sector": "Police"}, 3), [], "fewer than 5 people"),
    (
        places(STUDY, {"sector": "Health"}, 20) + places(STUDY, {"organisation": "Org0"}, 18),
        places(STUDY, {"organisation": "Org1"}, None),
        "can only be 0 to 2",
    ),
    (
        came({"1": 1.0, "2": 2.0, "3": 3.0}, 36) + came({"1": 1.0, "2": 1.0, "3": 1.0}, 17),
        came({"1": 1.0}, None) + came({"2": 1.0}, 9) + came({"3": 1.0}, None),
        "can only be 3",
    ),
    (
        spread({"theme T1": "yes"}, 8, **SHARED) + spread({"theme T1": "yes", "sector": "Health"}, 6, **SHARED),
        spread({"theme T1": "yes", "sector": "School"}, 0, **SHARED)
        + spread({"theme T1": "yes", "sector": "Police"}, None, **SHARED),
        "can only be 2",
    ),
    (spread({"role": "a"}, 4), [], "fewer than 5 people"),
    (of({}, [2, 8, 20, 30, 10], pools=[(0, 2), (2, 3), (3, 4), (4, 5)]), [], "can only be 2"),
    (
        spread({"wave": "pre", "matched": "yes"}, 13),
        [spread({"wave": "pre", "matched": "no"}, 4)[0]._replace(low=0)]
        + spread({"wave": "pre", "matched": "no"}, None)
        + of({"wave": "pre"}, [1, 3, 6, 3, 1]),
        "can only be 1 to 4: the number of people (wave pre, matched yes",
    ),
]
"""Published entries, further ones, and what the attacker says: who dropped out; what the only leaver answered; all less the
shown parts; a part hidden in a table; places of one person; one organisation of a sector; how often people came; a theme of a
sector that is left out; a total of few; a pool of two points beside the mean; more answers than people matched."""


@pytest.mark.parametrize("published, more, said", LEAKS)
def test_the_attacker_finds_each_planted_leak_and_says_by_what(published, more, said):
    found = "\n".join(map(str, leaks([*published, *more], 5)))
    assert said in found and "min_cell" in found
    assert not leaks([*published, *more], 1), "where nothing is hidden nothing is recovered"


@pytest.mark.parametrize(
    "published",
    [
        of({"wave": "pre"}, [1, 3, 6, 3, 1]) + of({"wave": "post"}, [1, 3, 5, 3, 1]),
        of({}, [1, 2, 4, 5, 5]) + of({"sector": "Health"}, [1, 2, 4, 5, 0]),
        of({}, [2, 8, 20, 30, 10], pools=pool_small([2, 8, 20, 30, 10], 5)),
        spread({}, 23) + spread({"sector": "Health"}, 11) + spread({"sector": "Police"}, None),
    ],
)
def test_the_attacker_finds_nothing_where_nothing_can_be_had(published):
    assert not leaks(published, 5)


def test_nothing_is_recovered_from_books_of_random_small_studies(capsys):
    """Of `python -m tests.attack 200` these are the first."""
    assert attack(2) == 0, capsys.readouterr().out


@given(counts=COUNTS, min_cell=st.integers(1, 10))
def test_pools_cover_the_scale_and_none_is_small(counts, min_cell):
    pools = pool_small(counts, min_cell)
    if 0 < sum(counts) < min_cell:
        assert pools == []
        return
    assert [place for first, last in pools for place in range(first, last)] == list(range(len(counts)))
    assert all(may_show(sum(counts[first:last]), min_cell) for first, last in pools)


def test_min_cell_of_one_hides_nothing():
    assert hide_small({"a": 1, "b": 2}, 1) == {"a": 1, "b": 2}
    assert pool_small([1, 0, 2], 1) == [(0, 1), (1, 2), (2, 3)]


@pytest.fixture
def interviewed(folder):
    """Seven interviewees: five nurses, a head teacher and a doctor; all but one agreed to be quoted."""
    roles = ["Nurse"] * 5 + ["Head teacher", "Doctor"]
    sectors = ["Health"] * 5 + ["School", "Health"]
    (folder / "interviews.csv").write_text(
        "interview,session,sector,role,useful\n"
        + "".join(f"I{i},1,{sector},{role},Yes\n" for i, (sector, role) in enumerate(zip(sectors, roles, strict=True)))
    )
    (folder / "codings.csv").write_text(
        "interview,theme,quote,ok_to_print\n"
        + "".join(f"I{i},Time,words {i},{'no' if i == 1 else 'yes'}\n" for i in range(7))
        + "I0,Rooms,a rare theme,yes\n"
    )
    return load_study(folder)


def test_only_allowed_words_of_common_themes_are_printed(interviewed):
    said = [(voice.theme, voice.quote) for voice in voices_of(interviewed)]
    assert said == [("Time", f"words {i}") for i in (0, 2, 3, 4, 5, 6)]


def test_nobody_is_named_more_narrowly_than_a_group(interviewed):
    assert speakers(interviewed) == {}, "five nurses, but two are left, whom their sectors would name"
    assert {voice.role for voice in voices_of(interviewed)} == {"Interviewee"}


CELLS = st.sampled_from(["", "a", "b", "c"])


@given(st.lists(st.tuples(CELLS, CELLS, st.sets(st.sampled_from("TU"))), min_size=1, max_size=12), st.integers(2, 3))
def test_each_attribution_of_a_passage_fits_enough_people(people, min_cell):
    """By hand: of whom all is said that is said of a speaker, and who of these raised the theme of the passage."""
    interviews = [[f"I{at}", *cells] for at, (*cells, _) in enumerate(people)]
    held = pd.DataFrame(interviews, columns=["interview", "role", "sector"])
    said = [(at, theme) for at, (*_, themes) in enumerate(people) for theme in sorted(themes)]
    columns = ["interview", "question", "theme", "stance", "quote", "ok_to_print"]
    codings = pd.DataFrame(
        [[f"I{at}", "q", theme, "", f"{at}", "yes"] for at, theme in said], columns=columns, dtype=str
    )
    study = SimpleNamespace(interviews=held, codings=codings, min_cell=min_cell, folder=Path("none"), questions=())
    named = [speakers(study).get(interview, "Interviewee") for interview in held["interview"]]
    if speakers(study):
        assert all(named.count(words) >= min_cell for words in named)
    for voice in voices_of(study):
        labels = [words for words, (*_, themes) in zip(named, people, strict=True) if voice.theme in themes]
        assert voice.role == "Interviewee" or min(map(labels.count, labels)) >= min_cell
        assert {other.role for other in voices_of(study) if other.quote == voice.quote} == {voice.role}


def test_the_command_tells_the_owner_what_is_hidden_and_what_can_be_had(folder, capsys):
    assert main(["disclose", str(folder)]) == 2
    assert "Build it first: jupyter-book build" in capsys.readouterr().err
    (folder / "_build").mkdir()
    published, more, said = LEAKS[3]
    for min_cell, entries, status, words in (
        (5, published + more, 2, said),
        (5, published, 0, "nothing could be recovered"),
        (1, [], 0, "min_cell is 1"),
    ):
        write_account(folder / "_build", min_cell, entries)
        assert main(["disclose", str(folder)]) == status
        assert words in capsys.readouterr().out


def test_a_build_that_gives_something_away_stops(folder, monkeypatch):
    published, more, said = LEAKS[1]
    # A notebook keeps the keys of metadata in alphabetical order.
    metadata = json.loads(json.dumps(accounted("tab-tea", [*published, *more]), sort_keys=True))
    page = (folder / "pages.ipynb", None, [{"metadata": metadata}, {}])
    monkeypatch.setattr("prepost.sphinx.account.executed", lambda *_: [page])
    monkeypatch.delenv("PREPOST_STUDY", raising=False)
    (folder / "_build").mkdir()
    app = SimpleNamespace(srcdir=folder, outdir=folder / "_build" / "html", config=SimpleNamespace(prepost_study="."))
    env = SimpleNamespace(found_docs={"pages"}, mystnb_config=SimpleNamespace(output_folder=folder))
    with pytest.raises(ExtensionError, match=said) as stopped:
        _attack(app, env)
    assert "tab-tea" in str(stopped.value) and read_account(folder)[0] == 5
    (folder / "study.yml").unlink()
    _attack(app, env)
    assert read_account(folder)[0] == 1, "without study.yml nothing is hidden, and so nothing attacked"
