"""Cases that others published, each entered as a reviewer would enter it: in claims.csv, with its calculation."""

import csv
import re
from itertools import groupby
from pathlib import Path

import pytest

from prepost.audit.claims_ledger import ledger
from tests.audit.test_ledger import article
from tests.cases import cases, kept

with (Path(__file__).parents[1] / "data" / "published_cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
GROUPS = {name: list(rows) for name, rows in groupby(CASES, key=lambda row: row["case"])}


@pytest.mark.parametrize("case", GROUPS)
def test_published_cases_have_the_verdicts_that_their_sources_give(case, tmp_path):
    rows = GROUPS[case]
    entries = ledger(article(tmp_path, *((row["id"], row["printed"], row["calculation"]) for row in rows)))
    found = {entry.id: entry.verdict for entry in entries}
    assert found == {row["id"]: row["verdict"] for row in rows}, [entry.reason for entry in entries]
    said = "".join(f"{entry.id} {entry.passes or ''}: {entry.reason}\n" for entry in entries)
    assert said == kept("case_" + re.sub(r"\W+", "_", case), said)


SLEEP, OF_ERRORS = "0.75, 1.789010, 10, 2.33, 2.002249, 10", "0.75, 0.56573, 10, 2.33, 0.63317, 10"
OTHERS = f"""
t(40) = 2.00, p = .026 | p_of_test() | if the test was one-sided: 0.0262
p = 0.03959 | p_of_means({SLEEP}) | if the test was one-sided: 0.039593
p = 0.07939 | p_of_means({SLEEP}) | with Welch's variances: 0.079394
p = 0.07919 | p_of_means({SLEEP}, welch=true) | with the pooled variance: 0.079187
p = 0.0792 | p_of_means({OF_ERRORS}) | if the SDs printed are standard errors: 0.07919
"""


@pytest.mark.parametrize("printed, calculation, agrees", cases(OTHERS))
def test_another_test_that_would_agree_is_named(tmp_path, printed, calculation, agrees):
    """Student's sleep in R 4.2.2: t.test gives 0.07919 (var.equal = TRUE) and 0.07939, pt(2, 40) a tail of 0.0262."""
    [entry] = ledger(article(tmp_path, ("p", printed, calculation)))
    assert entry.verdict == "differs" and agrees in entry.would_be_right


DECISIONS = """
t(28) = 2.20, p = .06 | changes ;; t(28) = 1.20, p = .03 | changes ;; t(28) = 2.20, ns | changes
t(28) = 2.20, p = .02 |
"""


@pytest.mark.parametrize("printed, changes", cases(DECISIONS))
def test_a_decision_that_changes_is_told(tmp_path, printed, changes):
    """2 pt(-2.2, 28) is 0.036 and 2 pt(-1.2, 28) is 0.240 (R 4.2.2)."""
    [entry] = ledger(article(tmp_path, ("p", printed, "p_of_test()")))
    told = "At the level 0.05 it changes the decision." in entry.reason
    assert entry.verdict == "differs" and told == bool(changes)
