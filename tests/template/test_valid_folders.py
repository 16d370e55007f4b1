"""What `check` passes can be executed and reads well, however odd it is: random folders, the same ones in every run."""

import pytest

from tests.valid_folders import KINDS, Draw, try_one

SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pages_of_a_valid_folder_are_executed_and_read_well(seed):
    assert try_one(seed), "the folder is valid"


def test_every_kind_of_folder_is_among_those_executed():
    assert {kind for seed in SEEDS for kind in Draw(seed).on} == set(KINDS)
