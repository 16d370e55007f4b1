"""From what an article prints to one set of answers that agrees with all of it, with an account of how it was
chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from prepost.audit.inputs import Inputs, claims_used, read_inputs
from prepost.audit.parts import Split
from prepost.audit.ranges import SEARCHED, Possible, statement_ranges, statement_shares
from prepost.audit.rows import attendance_rows, coding_rows, common_denominators, interview_rows, response_rows
from prepost.audit.search import Pick, Search
from prepost.audit.sizes import Size, group_splits, permitted, subset_sizes, subset_survivors
from prepost.audit.survivors import Survivors, joined
from prepost.stats.multiplicity import corrected_level
from prepost.study.claims import read_claims
from prepost.study.faults import Fault, StudyError, join_words
from prepost.study.settings import read_settings
from prepost.study.writing import as_csv, write_all

ACCOUNT_FILE = "reconstruction.json"
DECIMALS = 6
PICK_ACCOUNT = ("searched", "survivors", "single_peaked", "passed_over")


@dataclass(frozen=True)
class Reconstruction:
    """One set of answers that agrees with everything printed, how it was found, and what else would agree.

    Attributes
    ----------
    inputs : Inputs
        What was printed and assumed.
    splits : list of Split
        Ways to divide the whole into its parts, the one used first; empty where there are no parts.
    sizes : list of Size
        Sizes of the subset with which everything can hold, the one used first; empty where there is no subset.
    subset : dict of str to dict of int to Survivors
        By statement and number of answers, what survives of the subset and the sample that it is compared with.
    picks : dict of str to list of Pick
        For each statement what was chosen at each stage.
    ranges, shares : dict of bool to dict of str to dict
        For all survivors (False) and single-peaked ones (True), by statement: see `statement_ranges` and
        `statement_shares`.
    """

    inputs: Inputs
    splits: Sequence[Split]
    sizes: Sequence[Size]
    subset: Mapping[str, Mapping[int, Survivors]]
    picks: Mapping[str, Sequence[Pick]]
    ranges: Mapping[bool, Mapping[str, Mapping]]
    shares: Mapping[bool, Mapping[str, Mapping]]

    @property
    def forms(self) -> dict[str, int]:
        """Forms behind each column."""
        found = dict(self.inputs.forms)
        if self.splits:
            found |= dict(zip(self.inputs.parts, self.splits[0].sizes))
        if self.sizes:
            found[self.inputs.subset["part"]] = self.sizes[0].forms
        return {column: found[column] for column in self.inputs.columns}

    @property
    def chosen(self) -> dict[str, dict]:
        """For each statement the chosen answers per scale point, by column."""
        return {statement: _counts(picks) for statement, picks in self.picks.items()}


def reconstruct(folder: Path | str, progress=lambda items, label: items) -> Reconstruction:
    """Find answers that agree with everything an article prints about its survey.

    Parameters
    ----------
    folder : Path or str
        A study folder with published/ and a section `reconstruction` in study.yml.
    progress : callable
        Called with a list of statements and a label; returns what to go through instead (a progress bar, for instance).

    Returns
    -------
    Reconstruction

    Raises
    ------
    StudyError
        If the printed figures cannot be read, or no whole numbers of answers agree with them.

    Notes
    -----
    The sizes of groups that are not printed come first: of two groups by addition (`group_splits`), of a subset by the
    blanks that each size would need (`subset_sizes`). Then, statement by statement, each stage picks the medoid of all
    pairs of samples that survive its printed figures, given the stages before, single-peaked ones if there are any;
    if a later stage is left without a solution, the next most central pair takes its place. The ranges run over what
    survives at all admissible sizes.
    """
    inputs = read_inputs(folder)
    _check_attainable(inputs)
    splits = group_splits(inputs)
    searches = {statement: Search(inputs, statement, splits[0] if splits else None) for statement in inputs.cells}
    subset: dict = {}
    if inputs.subset:
        subset = {name: subset_survivors(searches[name]) for name in progress(list(searches), "Trying sizes")}
    sizes = subset_sizes(inputs, subset) if subset else []
    admissible = [size for size in sizes if size.is_admissible]
    if subset and not admissible:
        hardest = min(subset, key=lambda statement: len(subset[statement]))
        raise StudyError([inputs.unattainable(hardest, inputs.stage_of_subset)])
    for size in admissible or [None]:
        picks = _solve(searches, size, progress)
        if picks:
            break
    else:
        raise StudyError([inputs.unattainable(next(iter(inputs.cells)), len(inputs.stages) - 1)])
    sizes = [size, *(other for other in sizes if other is not size)] if size else []
    level = 1 - corrected_level(inputs.settings.alpha, len(inputs.settings.comparisons))
    ranges, shares = {False: {}, True: {}}, {False: {}, True: {}}
    for statement in progress(list(searches), "Following ranges"):
        for peaked in ranges:
            beside = permitted(sizes, statement, subset[statement], peaked) if subset else None
            possible = Possible(searches[statement], beside, peaked, _counts(picks[statement]))
            ranges[peaked][statement] = statement_ranges(possible, level)
            shares[peaked][statement] = statement_shares(possible)
    return Reconstruction(inputs, splits, sizes, subset, picks, ranges, shares)


def _counts(picks: Sequence[Pick]) -> dict:
    return {column: counts for pick in picks for column, counts in pick.counts.items()}


def _check_attainable(inputs: Inputs) -> None:
    """A fault for each printed test between samples of printed size that no whole numbers of answers give."""
    apart = {inputs.subset.get("part"), *inputs.parts}
    stages = [stage for stage, columns in enumerate(inputs.stages) if apart.isdisjoint(columns[:2])]
    tests = product(inputs.cells, stages)
    faults = [inputs.unattainable(*test) for test in tests if not Search(inputs, test[0]).is_attainable(test[1])]
    if faults:
        raise StudyError(faults)


def _solve(searches: Mapping[str, Search], size: Size | None, progress) -> dict[str, list[Pick]]:
    """Each statement's picks; empty as soon as one statement has none."""
    picks = {}
    for statement in progress(list(searches), "Choosing answers"):
        search = searches[statement]
        if size:
            blanks = size.blanks_with_peak if size.is_single_peaked else size.blanks
            search = replace(search, subset=(size.forms, blanks[statement]))
        found = search.solve()
        if found is None:
            return {}
        picks[statement] = found
    return picks


def run(folder: Path | str) -> int:
    """The command `prepost reconstruct`: writes the reconstructed files, all of them or none.

    Parameters
    ----------
    folder : Path or str
        The study folder.

    Returns
    -------
    int
        0.

    Raises
    ------
    StudyError
        As `reconstruct`; where records would be overwritten or nothing can be written; and
        where what was read is no longer what the files hold.
    """
    from tqdm import tqdm

    folder = Path(folder)
    inputs = read_inputs(folder)
    checksums = input_checksums(folder)
    _refuse_to_overwrite_records(inputs)
    if "attendance" in inputs.rules:  # what does not add up is said before the long search begins
        attendance_rows(inputs, {})
    if "interviews" in inputs.rules:
        interview_rows(inputs)
    found = reconstruct(folder, lambda items, label: tqdm(items, desc=label, unit="statement", disable=None))
    if input_checksums(folder) != checksums:
        raise StudyError.about(str(folder), "its files were edited during the search.", "Run the command again.")
    files = _files(found, checksums)
    write_all(folder, files)
    print(_summary(found, list(files)))
    return 0


def input_checksums(folder: Path | str) -> dict[str, str]:
    """SHA-256 of everything that a reconstruction reads, by file: of study.yml and claims.csv only what has a bearing
    on it."""
    folder = Path(folder)
    contents = {
        f"published/{path.name}": path.read_bytes() for path in sorted((folder / "published").glob("table*.csv"))
    }
    settings, claims = read_settings(folder)[0], read_claims(folder)
    rules, planned = settings.settings.get("reconstruction"), {**settings.comparisons, **settings.specifications}
    used = {name: claims[name].printed for name in claims_used(rules)}
    read = {
        **{name: getattr(settings, name) for name in ("scale", "alpha", "equivalence_margin", "waves", "sessions")},
        "statements": [statement.id for statement in settings.statements],
        "reconstruction": rules,
        "comparisons": {name: [dict(each.first), dict(each.second)] for name, each in planned.items()},
    }
    contents["study.yml"] = json.dumps(read, sort_keys=True).encode()
    contents["published/claims.csv"] = json.dumps(used, sort_keys=True).encode()
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())}


def read_summary(folder: Path | str) -> dict:
    """The account that a reconstruction left in a study folder, as plain values; empty where there is none.

    Parameters
    ----------
    folder : Path or str
        The study folder.

    Returns
    -------
    dict
        Statements stand in the order of study.yml wherever they are not named.

        - `inputs`: checksums of what was read. `assumptions`: sentences. `forms`: by column.
        - `parts_and_whole`: divisions into the two groups, the one used first, with their `missing` answers.
        - `subset`: the size used, its blanks, the rule, and how many other sizes are admissible. `sizes`: each size at
          which everything holds with a dozen blanks a statement or as many as the rule allows; whether it is
          `admissible`, and so with `single_peaked` answers throughout; the bounds `most_blank` over all statements and
          on any one; by statement the fewest `blanks`, those with a single peak, and the survivors within the bounds.
        - `denominators`: of what the percentages of open questions are shares.
        - `answers`: the counts that are used. `survivors`: by stage, out of how many they were chosen, given the stages
          before: of single-peaked samples unless `single_peaked` is false.
        - `ranges`: by statement and comparison the least and the largest of every figure, over the part `searched`,
          whose names `searched` explains; `ranges_single_peaked` over single-peaked answers. Where a test was followed
          over single-peaked answers only, both hold the same.
        - `shares`, `shares_single_peaked`: the percentage in the upper half of the scale, by column.
    """
    path = Path(folder) / ACCOUNT_FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _refuse_to_overwrite_records(inputs: Inputs) -> None:
    settings = inputs.settings
    if settings.origin("responses.csv") not in ("", "reconstructed") and (settings.folder / "responses.csv").exists():
        line, origin = settings.lines.get("provenance"), settings.origin("responses.csv")
        problem = "is what the study says of responses.csv, and records are not overwritten."
        advice = "Work in a copy of the folder, or mark the file as reconstructed."
        raise StudyError([Fault("study.yml", line, "provenance", origin, problem, advice)])


def _files(found: Reconstruction, checksums: Mapping[str, str]) -> dict[str, str]:
    """The text of each file to be written; `checksums` are those of what was read."""
    inputs = found.inputs
    files = {"responses.csv": as_csv(response_rows(inputs, found.chosen, found.forms))}
    if "attendance" in inputs.rules:
        columns = inputs.columns.items()
        by_session = {filters["session"]: found.forms[name] for name, filters in columns if "session" in filters}
        files["attendance.csv"] = as_csv(attendance_rows(inputs, by_session))
    if "interviews" in inputs.rules:
        interviews = interview_rows(inputs)
        files["interviews.csv"] = as_csv(interviews)
        files["codings.csv"] = as_csv(coding_rows(inputs, interviews))
    files[ACCOUNT_FILE] = _as_json(_account(found, checksums))
    return files


def _as_json(content: Mapping) -> str:
    """JSON with one line for each entry of an entry, so that what changed can be read off a comparison of lines."""

    def line(value) -> str:
        return json.dumps(value, ensure_ascii=False)

    def entry(value) -> str:
        if isinstance(value, Mapping):
            return "{\n" + ",\n".join(f"  {line(name)}: {line(each)}" for name, each in value.items()) + "\n }"
        if isinstance(value, list):
            return "[\n" + ",\n".join(f"  {line(each)}" for each in value) + "\n ]"
        return line(value)

    return "{\n" + ",\n".join(f" {line(name)}: {entry(value)}" for name, value in content.items()) + "\n}\n"


def _account(found: Reconstruction, checksums: Mapping[str, str]) -> dict:
    """Everything that was assumed, searched, found and passed over, as plain values: see `read_summary`."""
    inputs = found.inputs
    shown = {
        statement: {**found.ranges[True][statement], **found.ranges[False][statement]} for statement in inputs.cells
    }
    return {
        "inputs": dict(checksums),
        "assumptions": _assumptions(found),
        "forms": found.forms,
        "parts_and_whole": [
            {
                "sizes": dict(zip(inputs.parts, split.sizes)),
                "missing": split.total_missing,
                "by_statement": {statement: sum(ways[0]) for statement, ways in split.missing.items()},
            }
            for split in found.splits
        ],
        "subset": _subset_account(found),
        "sizes": [_size_account(found, size) for size in sorted(found.sizes, key=lambda size: size.forms)],
        "denominators": _denominators(inputs),
        "answers": {
            statement: {column: counts.tolist() for column, counts in columns.items()}
            for statement, columns in found.chosen.items()
        },
        "survivors": {
            statement: {pick.stage: {name: getattr(pick, name) for name in PICK_ACCOUNT} for pick in picks}
            for statement, picks in found.picks.items()
        },
        "searched": SEARCHED,
        "ranges": _rounded(shown),
        "ranges_single_peaked": _rounded(found.ranges[True]),
        "shares": _rounded(found.shares[False]),
        "shares_single_peaked": _rounded(found.shares[True]),
    }


def _subset_account(found: Reconstruction) -> dict:
    """The size used for the subset, and how many others are admissible; empty where there is no subset."""
    if not found.sizes:
        return {}
    used, subset = found.sizes[0], found.inputs.subset
    return {
        "part": subset["part"],
        "of": subset["of"],
        "most_blank": found.inputs.rules.get("most_blank", {}),
        "nearest": subset.get("nearest"),
        "forms": used.forms,
        "blanks": sum((used.blanks_with_peak if used.is_single_peaked else used.blanks).values()),
        "single_peaked": used.is_single_peaked,
        "admissible": sum(size.is_admissible for size in found.sizes),
        "admissible_single_peaked": sum(size.is_single_peaked for size in found.sizes),
        "other_sizes_that_hold": sum(not size.is_admissible for size in found.sizes),
    }


def _size_account(found: Reconstruction, size: Size) -> dict:
    """One size of the subset: its bounds, and for the statements in order the fewest blanks and what survives."""
    names = list(found.subset)
    account = {
        "forms": size.forms,
        "admissible": size.is_admissible,
        "single_peaked": size.is_single_peaked,
        "most_blank": list(size.most_blank),
        "blanks": [size.blanks[name] for name in names],
        "blanks_single_peaked": [size.blanks_with_peak[name] for name in names] if size.blanks_with_peak else None,
    }
    if size.is_admissible:
        held = [joined([pairs for n, pairs in found.subset[name].items() if n in size.answers(name)]) for name in names]
        account |= {"survivors": [len(pairs) for pairs in held]}
        account |= {"survivors_single_peaked": [int(pairs.plausible.sum()) for pairs in held]}
    return account


def _rounded(values):
    """Ranges to so many decimals that their bytes do not depend on the machine."""
    if isinstance(values, Mapping):
        return {name: _rounded(value) for name, value in values.items()}
    return [round(bound, DECIMALS) for bound in values] if isinstance(values, list) else values


def _denominators(inputs: Inputs) -> dict[str, dict]:
    """For each open question the number of people of whom its percentages are shares."""
    if "interviews" not in inputs.rules:
        return {}
    rules = inputs.rules["interviews"]
    people = inputs.number(rules["people"])
    possible = {question: common_denominators(inputs, themes, people) for question, themes in rules["themes"].items()}
    return {
        question: {"people": people, "used": numbers[0], "possible": numbers} for question, numbers in possible.items()
    }


def _assumptions(found: Reconstruction) -> list[str]:
    """What had to be assumed, a sentence each."""
    inputs = found.inputs
    sentences = [
        "Printed means, p-values and changes are rounded, either way where a value lies half-way; a change is the "
        "difference of the unrounded means, unless it contradicts the two means printed beside it.",
        "The p-values are those of the Mann-Whitney test with ties, without continuity correction.",
    ]
    if found.splits:
        split = found.splits[0]
        sentences.append(
            f"The groups {join_words(inputs.parts)} have {join_words(split.sizes)} forms and together make up "
            f"{inputs.whole}; of all ways this one leaves the fewest answers blank ({split.total_missing})."
        )
    if found.sizes:
        part, of, used = inputs.subset["part"], inputs.subset["of"], _subset_account(found)
        rule = f"of the {used['admissible_single_peaked']} sizes that single-peaked answers admit, "
        sentences.append(
            f"{found.forms[part]} forms belong to {part}, and all of them to {of}: {rule if used['single_peaked'] else ''}"
            f"the one nearest to {used['nearest']} of {of}, with {used['blanks']} answers blank."
        )
        shares = inputs.rules["most_blank"]
        sentences.append(
            f"At most {shares['overall']} of all answers, and {shares['statement']} of those to any one statement, are "
            f"left blank in {part}, {of} and what these are compared with, rounded down to whole answers."
        )
    sentences += [
        "Beyond that, answers are left blank only where the printed figures leave no other way, and samples have a single "
        "peak wherever such samples fit.",
        "Which answers belong to the same person is not known: rows are filled by a fixed rule that claims no "
        "association.",
    ]
    for name, rule in inputs.rules.get("attendance", {}).get("organisations", {}).items():
        sentences.append(f"The places of {name} are counted in the sector {rule['sector']}.")
    if "attendance" in inputs.rules:
        sentences.append(
            "Which of the sessions a person attended, and who attended how many, is filled by a fixed rule."
        )
    for question, numbers in _denominators(inputs).items():
        if numbers["used"] < numbers["people"]:
            sentences.append(
                f"The percentages of {question} are shares of {numbers['used']} answers, the largest number up to "
                f"{numbers['people']} of which all of them are whole numbers of people; the other interviews are left "
                "blank on it."
            )
    return sentences


def _summary(found: Reconstruction, files: Sequence[str]) -> str:
    lines = [
        f"{statement}: " + ", ".join(f"{pick.stage} {pick.survivors:,} of {pick.searched:,}" for pick in picks)
        for statement, picks in found.picks.items()
    ]
    sizes = ", ".join(f"{column} {size}" for column, size in found.forms.items())
    first = "Pairs of samples that agree with the printed figures:"
    return "\n".join([first, *lines, f"Forms: {sizes}.", f"Wrote {join_words(files)}."])
