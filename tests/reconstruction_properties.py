"""Invented records of two statements, printed as an article would print them, and found again by the search.

`python -m tests.reconstruction_properties 200` draws so many of each kind.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.stats import mannwhitneyu

from prepost.audit.inputs import read_inputs
from prepost.audit.parts import Split
from prepost.audit.search import Search
from prepost.audit.sizes import group_splits, subset_sizes, subset_survivors

STATEMENTS = ("q1", "q2")
COLUMNS = {
    "pre": "{wave: pre}",
    "post": "{wave: post}",
    "few": '{wave: later, sessions_attended: "1-2"}',
    "three": '{wave: later, sessions_attended: "3"}',
    "s3_pre": '{wave: pre, session: "3"}',
    "later": "{wave: later}",
}
STAGES = {"s3_later": ("s3_pre", "later"), "few_three": ("few", "three"), "pre_post": ("pre", "post")}
OVERALL, OF_ONE = 1 / 20, 1 / 10
"""Most answers that may be blank, of all and of those to one statement, as the invented study declares it."""


def invented(random, sizes, share_blank=0.0):
    """Answers from 1 to 4, 0 for a blank, by statement and group of forms: before the last session, before the others,
    after, and the two groups a month later.
    """
    records = {}
    for statement in STATEMENTS:
        chances = {wave: random.dirichlet([2, 3, 4, 2]) for wave in ("pre", "post", "later")}
        chances |= {
            "rest": chances["pre"],
            "s3_pre": chances["pre"],
            "few": chances["later"],
            "three": chances["later"],
        }
        groups = {}
        for group, size in sizes.items():
            given = random.choice([1, 2, 3, 4], size, p=chances[group])
            groups[group] = np.where(random.random(size) < share_blank, 0, given)
        groups["pre"] = np.concatenate([groups["s3_pre"], groups.pop("rest")])
        groups["later"] = np.concatenate([groups["few"], groups["three"]])
        records[statement] = groups
    return records


def is_testable(records):
    """Whether every group has two answers, and every test some spread."""
    groups = [answers[answers > 0] for groups in records.values() for answers in groups.values()]
    pairs = [
        np.concatenate([groups[first], groups[second]])
        for groups in records.values()
        for first, second in STAGES.values()
    ]
    return min(map(len, groups)) >= 2 and all(len(np.unique(pair[pair > 0])) > 1 for pair in pairs)


def written(folder, records, printed, with_groups):
    """A study folder that prints the means, changes and p-values of these records, and the sizes of some groups."""
    columns = [name for name in COLUMNS if with_groups or name not in ("few", "three")]
    stages = [name for name in STAGES if set(STAGES[name]) <= set(columns)]
    lines = [["statement", *columns, *(f"{name}_{what}" for name in stages for what in ("change", "p"))]]
    for statement, groups in records.items():
        answers = {column: groups[column][groups[column] > 0] for column in columns}
        line = [statement, *(f"{answers[column].mean():.2f}" for column in columns)]
        for first, second in (STAGES[name] for name in stages):
            test = mannwhitneyu(answers[first], answers[second], use_continuity=False, method="asymptotic")
            p = "p<0.001" if test.pvalue < 0.001 else f"p={test.pvalue:.3f}"
            line += [f"{answers[second].mean() - answers[first].mean():+.2f}", p]
        lines.append(line)
    (folder / "published").mkdir(parents=True)
    (folder / "published" / "table1.csv").write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    claims = ["id,where,says,printed,calculation,note", f"people,line 1,people,{len(records['q1']['pre'])},,"]
    claims += [f"n_{name},line 1,forms,{len(records['q1'][name])},," for name in printed]
    (folder / "published" / "claims.csv").write_text("\n".join(claims) + "\n", encoding="utf-8")
    groups = "  parts_and_whole: {parts: [few, three], whole: later}\n" if with_groups else ""
    filters = {name: COLUMNS[name] for name in columns}
    (folder / "study.yml").write_text(
        "title: Invented\nscale: {1: low, 2: lower, 3: higher, 4: high}\ndomains: {one: One}\nsessions: [1, 2, 3]\n"
        "statements:\n" + "".join(f"  - {{id: {name}, domain: one, text: Statement {name}}}\n" for name in STATEMENTS)
        + "waves: [pre, post, later]\ncomparisons:\n"
        + "".join(f"  {name}: {{first: {filters[a]}, second: {filters[b]}}}\n" for name in stages for a, b in [STAGES[name]])
        + "reconstruction:\n  columns:\n" + "".join(f"    {name}: {each}\n" for name, each in filters.items())
        + "  forms: {" + ", ".join(f"{name}: n_{name}" for name in printed) + "}\n" + groups
        + f'  most_blank: {{overall: "{OVERALL}", statement: "{OF_ONE}"}}\n'
        "  subset: {part: s3_pre, of: pre, at_most: people, nearest: 1/3}\n"
        f"  stages: [{', '.join(stages)}]\n",
        encoding="utf-8",
    )  # fmt: skip
    return read_inputs(folder)


def counts(answers):
    return np.bincount(answers, minlength=5)[1:].tolist()


def is_among(found, first, second):
    """Whether a pair of samples is one of the survivors."""
    return bool(((found.first == counts(first)).all(axis=1) & (found.second == counts(second)).all(axis=1)).any())


def sizes_of(random, most=40):
    before, later = random.integers(12, most + 1, 2)
    last = int(random.integers(4, before - 3))
    few = int(random.integers(3, later - 2))
    return {"s3_pre": last, "rest": int(before) - last, "post": int(random.integers(5, most + 1)), "few": few,
            "three": int(later) - few}  # fmt: skip


def check_survival(folder, seed):
    """Without blanks, and with all sizes printed, the records are among their own survivors."""
    random = np.random.default_rng([1, seed])
    records = invented(random, sizes_of(random))
    if not is_testable(records):
        return False
    inputs = written(folder, records, list(COLUMNS), True)
    split = group_splits(inputs)[0]
    assert isinstance(split, Split) and split.total_missing == 0
    for statement, groups in records.items():
        search = Search(inputs, statement, split)
        assert is_among(search.groups, groups["few"], groups["three"]), (seed, statement)
        beside = search.with_subset_answers(len(groups["s3_pre"]))
        assert is_among(beside, groups["s3_pre"], groups["later"]), (seed, statement)
        before = search.samples("pre", {"s3_pre": np.array(counts(groups["s3_pre"]))})[0]
        assert counts(groups["pre"]) in before.tolist(), (seed, statement)
        assert search.is_attainable(2) and search.solve() is not None, (seed, statement)
    return True


def check_size(folder, seed):
    """With blanks, and a size that is not printed, the true size is admissible unless its blanks exceed a bound."""
    random = np.random.default_rng([2, seed])
    records = invented(random, sizes_of(random), share_blank=float(random.choice([0.0, 0.02, 0.05])))
    if not is_testable(records):
        return False
    inputs = written(folder, records, ["pre", "post", "later"], False)
    blanks = {
        column: [int((groups[column] == 0).sum()) for groups in records.values()] for column in ("s3_pre", "later")
    }
    true = len(records["q1"]["s3_pre"])
    bounds = {
        column: (inputs.most_blank(2, len(records["q1"][column])), inputs.most_blank(1, len(records["q1"][column])))
        for column in blanks
    }
    within = sum(blanks["s3_pre"]) <= bounds["s3_pre"][0] and all(
        max(numbers) <= bounds[column][1] for column, numbers in blanks.items()
    )
    found = {statement: subset_survivors(Search(inputs, statement)) for statement in records}
    sizes = {size.forms: size for size in subset_sizes(inputs, found)}
    if within:
        assert sizes[true].is_admissible, (seed, true)
        for statement, groups in records.items():
            answers = int((groups["s3_pre"] > 0).sum())
            assert answers in sizes[true].answers(statement), (seed, statement)
            assert is_among(found[statement][answers], groups["s3_pre"][groups["s3_pre"] > 0],
                            groups["later"][groups["later"] > 0]), (seed, statement)  # fmt: skip
    return within


def draws(check, number):
    """How many of so many draws the property was checked on."""
    checked = 0
    for seed in range(number):
        with tempfile.TemporaryDirectory() as folder:
            checked += check(Path(folder) / "study", seed)
    return checked


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for check in (check_survival, check_size):
        print(f"{check.__doc__.strip()} Checked on {draws(check, asked)} of {asked} draws.")
