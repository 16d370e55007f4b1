"""Misprints planted to measure the ledger: consistent articles pass, and each kind plants what it is named after."""

import csv
import re

import numpy as np
import pytest

from benchmarks import seeded

RANDOM = np.random.default_rng(5)


def test_no_consistent_article_is_called_and_most_misprints_are():
    rows = seeded.main(articles=25, each=6, each_here=0)
    assert [row[1] for row in rows] == ["none", *seeded.KINDS] and rows[0][2:] == (25, 0)
    assert all(0 < found <= planted <= 6 for _, _, planted, found in rows[1:])


@pytest.mark.parametrize("kind", seeded.KINDS)
def test_each_kind_is_planted_as_it_is_named(kind):
    wrong = None
    while wrong is None:
        article = seeded.invented(RANDOM)
        wrong = seeded.misprinted(kind, article, RANDOM)
    claims = {name: claim.printed for name, claim in article.items()}
    changed = {name: (claims[name], claim.printed) for name, claim in wrong.items() if claim.printed != claims[name]}
    assert len(changed) == (2 if kind == "row swapped" else 1)
    (name, (before, after)), *others = changed.items()
    number, instead = (float(text.split()[-1].strip("+%")) for text in (before, after))
    assert {
        "digits swapped": sorted(before) == sorted(after),
        "stale n": name in ("n1", "n2") and 1 <= number - instead <= 3,
        "wrong denominator": before.endswith("%") and abs(instead / number - 1) > 0.09,
        "one-sided p": name.startswith("p_q") and instead == pytest.approx(number / 2, abs=0.0006),
        "SE for SD": instead == pytest.approx(number / int(claims["n1"]) ** 0.5, abs=0.006),
        "row swapped": (before, after) == tuple(reversed(others[0][1])) if others else False,
        "sign": instead == -number,
    }[kind], changed


def test_the_results_that_are_shown_are_of_every_kind_and_without_a_false_alarm():
    with seeded.RESULTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {"article": "invented", "kind": "none", "planted": "1000", "found": "0"}
    assert {row["kind"] for row in rows} == {"none", *seeded.KINDS}
    assert all(re.fullmatch(r"\d+", row["found"]) and int(row["found"]) <= int(row["planted"]) for row in rows)
