"""Saved measurements shown: numbers as they were saved, and words that follow from them."""

import pandas as pd
import pytest

from prepost.report import speed

HEADER = "benchmark,size,unit,method,seconds,least,most,runs,peak_mb,ratio,note\n"


@pytest.fixture
def saved(tmp_path):
    """Two methods at two sizes, of which one grows with the size and one fails at the larger."""
    path = tmp_path / "results.csv"
    path.write_text(
        HEADER + "Sorting,100,cards,by hand,1,1,1,3,20,1,\nSorting,100,cards,by machine,0.5,0.5,0.5,3,20,0.5,\n"
        "Sorting,10000,cards,by hand,100,90,110,3,30,1,\nSorting,10000,cards,by machine,0.6,0.5,0.7,3,20,0.006,\n"
        "Sorting,10000,cards,by <b>mail</b>,,,,,,,stops\nPlain,,,once,2,2,2,1,10,1,\n"
    )
    return path


def test_the_table_shows_what_was_saved(saved):
    table = speed.speed_table(speed.load_measurements(saved))
    assert table["Task"].tolist()[2:] == ["Sorting, 10,000 cards"] * 3 + ["Plain"]
    assert table["Time"].tolist() == ["1.0 s", "500 ms", "100 s", "600 ms", "", "2.0 s"]
    assert table["Times as long"].tolist() == ["", "1/2.0", "", "1/170", "", ""]
    assert table["Remark"].iloc[4] == "stops"


def test_growth_is_a_power_of_the_size(saved):
    frame = speed.load_measurements(saved)
    assert speed.growth(frame, "Sorting", "by hand") == pytest.approx(1)  # 100 times the time for 100 times the size
    assert speed.growth(frame, "Sorting", "by machine") == pytest.approx(0.0396, abs=1e-4)  # log10(1.2) / 2


def test_the_start_is_no_part_of_the_slope(tmp_path):
    rows = [f"Counting,{size},answers,by one,{0.05 + size * 2e-8},,,1,1,1," for size in (10**5, 10**6, 10**7, 10**8)]
    (tmp_path / "line.csv").write_text(HEADER + "\n".join(rows) + "\n")  # 0.05 s, and 0.02 s a million
    assert speed.per_million(speed.load_measurements(tmp_path / "line.csv"), "Counting", "by one") == pytest.approx(
        0.02
    )


def test_the_title_follows_from_the_numbers(saved):
    frame = speed.load_measurements(saved)
    assert speed.growth_title(frame, "Sorting") == "Time grows with the number of cards, but not that of by machine"
    assert speed.growth_title(frame[frame["method"] == "by hand"], "Sorting") == "Time grows with the number of cards"
    assert (
        speed.growth_title(frame[frame["method"] == "by machine"], "Sorting")
        == "Time does not grow with the number of cards"
    )


def test_slow_growth_is_growth(tmp_path):
    """Three times the time for ten times the size: less than in proportion, and yet no title may deny it."""
    (tmp_path / "slow.csv").write_text(
        HEADER + "Sorting,100,cards,by hand,1,1,1,3,20,1,\nSorting,1000,cards,by hand,3,3,3,3,20,1,\n"
    )
    assert (
        speed.growth_title(speed.load_measurements(tmp_path / "slow.csv"), "Sorting")
        == "Time grows with the number of cards"
    )


def test_the_figure_names_every_method_that_has_a_time(saved):
    fig, alt, summary = speed.growth_figure(speed.load_measurements(saved), "Sorting")
    assert summary == "by hand: 1.0 s for 100, 100 s for 10,000; by machine: 500 ms for 100, 600 ms for 10,000 cards."
    assert summary in alt
    assert [text.get_text() for text in fig.axes[0].texts] == ["Time", "by hand", "by machine"]
    assert fig.axes[0].get_xscale() == fig.axes[0].get_yscale() == "log"


def test_one_measurement_is_found_or_named(saved):
    frame = speed.load_measurements(saved)
    assert speed.measured(frame, "Sorting", "by machine", 10_000)["seconds"] == 0.6
    assert isinstance(speed.measured(frame, "Plain", "once"), pd.Series)
    with pytest.raises(KeyError, match="by mule was not measured for Sorting at 5"):
        speed.measured(frame, "Sorting", "by mule", 5)
