"""Small groups: hidden, and not to be had by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.study import load_study
from prepost.study.disclosure import attribution, hide_small, may_show, pool_small, printable_passages

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=7)


@given(counts=COUNTS, min_cell=st.integers(1, 10))
def test_no_part_can_be_had_by_subtraction(counts, min_cell):
    parts = {str(place): people for place, people in enumerate(counts)}
    shown = hide_small(parts, min_cell)
    hidden = [parts[name] for name, people in shown.items() if people is None]
    assert all(people == 0 or people >= min_cell for people in shown.values() if people is not None)
    assert all(shown[name] in (None, parts[name]) for name in parts)
    if hidden and any(shown.values()):
        assert len(hidden) >= 2
        assert sum(hidden) >= min_cell


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
    assert printable_passages(interviewed, "Time")["quote"].tolist() == [f"words {i}" for i in (0, 2, 3, 4, 5, 6)]
    assert printable_passages(interviewed, "Rooms").empty


def test_nobody_is_named_more_narrowly_than_a_group(interviewed):
    assert attribution(interviewed, "I0") == "Nurse"
    assert attribution(interviewed, "I6") == "Health", "one doctor, but six people from health"
    assert attribution(interviewed, "I5") == "Interviewee", "the only one from a school"
    assert attribution(interviewed, "nobody") == "Interviewee"
