"""How good the ledger is: `python benchmarks/seeded.py` plants misprints in consistent articles; writes results/seeded.csv.

Articles are invented: the answers of two groups are drawn, and what an article would print about them is worked out from
the answers and rounded. One number is then misprinted, in one of seven ways, and the ledger is asked. The same is done to
the study of this repository, whose own disagreements are left out. A consistent article in which any row is called into
question is a false alarm.
"""

import csv
import sys
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
from scipy import stats

from prepost.audit.claims_ledger import APART, entries_of, load_claims
from prepost.audit.evaluate import Claims
from prepost.audit.printed import parse_printed
from prepost.study.claims import Claim

HERE = Path(__file__).parent
STUDY = HERE.parent / "data" / "newham"
RESULTS = HERE / "results" / "seeded.csv"
COLUMNS = ("article", "kind", "planted", "found")
ARTICLES, PLANTED, PLANTED_HERE, SEED = 1000, 200, 15, 20170215
KINDS = ("digits swapped", "stale n", "wrong denominator", "one-sided p", "SE for SD", "row swapped", "sign")


def invented(random) -> dict[str, Claim]:
    """The claims of an article about two groups with three questions on a scale from 1 to 5; each follows from answers.

    Means, SDs, p-values and sizes are always printed; of the rest, about half.
    """
    n1, n2 = (int(n) for n in random.integers(20, 150, 2))
    rows = [("n1", n1, ""), ("n2", n2, ""), ("all", n1 + n2, "n1 + n2")]
    yes = [int(random.integers(2, n - 1)) for n in (n1, n2)]
    for place, (k, n) in enumerate(zip(yes, (n1, n2)), 1):
        share = f"agree(yes{place}.percent, yes{place}.count / n{place})"
        rows.append((f"yes{place}", f"{k}/{n} ({100 * k / n:.1f}%)", share))
        rows.append((f"part{place}", f"{100 * n / (n1 + n2):.1f}%", f"n{place} / all"))
    for q in range(1, 4):
        groups = [random.choice(5, n, p=random.dirichlet(np.full(5, 2.0))) + 1 for n in (n1, n2)]
        (m1, s1), (m2, s2) = ((group.mean(), group.std(ddof=1)) for group in groups)
        test = stats.ttest_ind(groups[1], groups[0])
        for place, (m, s) in enumerate(((m1, s1), (m2, s2)), 1):
            rows.append((f"m{place}_q{q}", f"{m:.2f}", f"mean_of(n{place}, 1, 5)"))
            rows.append((f"s{place}_q{q}", f"{s:.2f}", f"sd_of(m{place}_q{q}, n{place}, 1, 5)"))
        six = ", ".join(f"m{place}_q{q}, s{place}_q{q}, n{place}" for place in (1, 2))
        rows.append((f"change_q{q}", f"{m2 - m1:+.2f}", f"m2_q{q} - m1_q{q}"))
        rows.append((f"t_q{q}", f"t({n1 + n2 - 2}) = {test.statistic:.2f}, p = {test.pvalue:.3f}", "p_of_test()"))
        rows.append((f"t_again_q{q}", f"{test.statistic:.2f}", f"t_of_means({six})"))
        rows.append((f"p_q{q}", f"p = {test.pvalue:.3f}", f"p_of_means({six})"))
    always = ("n1", "n2", "all", "m1", "m2", "s1", "s2", "p")
    kept = [row for row in rows if row[0].partition("_q")[0] in always or random.random() < 0.5]
    return {name: Claim(name, "line 1", name, str(printed), calculation, "", 1) for name, printed, calculation in kept}


def this_article() -> dict[str, Claim]:
    """The claims of this study that agree, as primary figures where they are tests on all possible answers."""
    slow = ("rank_test", "parts_of_whole", "first_part", "second_part")
    claims = load_claims(STUDY)
    given = {name for name, claim in claims.items() if any(word in claim.calculation for word in slow)}
    for _ in range(2):  # then those that are called
        claims = {name: replace(claim, calculation="") if name in given else claim for name, claim in claims.items()}
        given = called(claims)
    return claims


def called(claims: dict[str, Claim]) -> set[str]:
    """Ids of the rows that the ledger calls into question."""
    return {entry.id for entry in entries_of(Claims(claims, lambda: (1, 4))) if entry.verdict in APART}


def swapped_digits(text: str, random) -> str | None:
    """Two neighbouring digits that differ, exchanged."""
    places = [k for k in range(len(text) - 1) if text[k : k + 2].isdigit() and text[k] != text[k + 1]]
    if not places:
        return None
    k = int(random.choice(places))
    return text[:k] + text[k + 1] + text[k] + text[k + 2 :]


def planted(kind: str, claims: dict[str, Claim], random) -> dict[str, str] | None:
    """What a misprint of a kind prints instead, by id; None where the article has no place for it."""
    names = [name for name in claims if claims[name].calculation or "n" == name[0]]
    texts = {name: claim.printed for name, claim in claims.items()}

    def pick(choice) -> str | None:
        choice = list(choice)
        return str(random.choice(choice)) if choice else None

    if kind == "digits swapped":
        name = pick(n for n in names if claims[n].calculation and texts[n].strip("+-£%").replace(".", "").isdigit())
        new = name and swapped_digits(texts[name], random)
        return {name: new} if new else None
    if kind == "stale n":
        name = pick(n for n in ("n1", "n2", "pre_questionnaires", "post_questionnaires", "attendances") if n in claims)
        return {name: str(int(texts[name]) - int(random.integers(1, 4)))}
    if kind == "wrong denominator":
        name = pick(n for n in names if claims[n].calculation.count("/") == 1 and texts[n].endswith("%"))
        places = name and len(texts[name].partition(".")[2].strip("%"))
        share = name and float(texts[name].strip("+-%")) * random.choice([0.8, 0.9, 1.1, 1.25])
        return {name: f"{share:.{places}f}%"} if name else None
    if kind == "one-sided p":
        name = pick(n for n in names if n.startswith("p_q") and float(texts[n].split()[-1]) > 0.004)
        return {name: f"p = {float(texts[name].split()[-1]) / 2:.3f}"} if name else None
    if kind == "SE for SD":
        name = pick(n for n in names if n.startswith("s1_q"))
        return {name: f"{float(texts[name]) / sqrt(int(texts['n1'])):.2f}"} if name else None
    if kind == "row swapped":
        means = [n for n in names if n.startswith("m1_q") or claims[n].where.endswith("/pre")]
        one, other = random.choice(means, 2, replace=False)
        return {str(one): texts[other], str(other): texts[one]}
    name = pick(n for n in names if texts[n][0] in "+-" and "%" not in texts[n] and texts[n].strip("+-0."))
    return {name: texts[name].translate(str.maketrans("+-", "-+"))} if name else None


def misprinted(kind: str, claims: dict[str, Claim], random) -> dict[str, Claim] | None:
    """The article with one misprint; None where none can be planted, or what it prints can still be the same number."""
    change = planted(kind, claims, random)
    pairs = ((parse_printed(claims[name].printed), parse_printed(text)) for name, text in (change or {}).items())
    if not change or any(one.as_input.overlap(other.as_input) for one, other in pairs):
        return None
    return claims | {name: replace(claims[name], printed=text) for name, text in change.items()}


def main(articles: int = ARTICLES, each: int = PLANTED, each_here: int = PLANTED_HERE) -> list[tuple]:
    """Rows of the table: of consistent articles, how many are called; of each kind of misprint, how many."""
    random = np.random.default_rng(SEED)
    rows = [("invented", "none", articles, sum(bool(called(invented(random))) for _ in range(articles)))]
    here = this_article() if each_here else {}
    for article, number, made in (("invented", each, lambda: invented(random)), ("this one", each_here, lambda: here)):
        for kind in KINDS:
            tried = (misprinted(kind, made(), random) for _ in range(number))
            found = [bool(called(claims)) for claims in tried if claims is not None]
            if found:
                rows.append((article, kind, len(found), sum(found)))
    return rows


if __name__ == "__main__":
    found = main(*map(int, sys.argv[1:]))
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, *found])
    print(RESULTS.read_text(encoding="utf-8"), end="")
