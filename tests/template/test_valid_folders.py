"""What `check` passes can be executed and reads well, however odd it is: random folders, the same ones in every run."""

import pytest

from tests.cases import kept
from tests.valid_folders import KINDS, Draw, try_one

SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pages_of_a_valid_folder_read_well_and_show_what_they_showed(seed):
    """What they showed was read by a person; its numbers are held against other programs in tests/report and tests/stats."""
    said = try_one(seed)
    assert said == kept(f"folder_{seed}", said) != "", "the folder is valid"


def test_every_kind_of_folder_is_among_those_executed():
    assert {kind for seed in SEEDS for kind in Draw(seed).on} == set(KINDS)
