"""From what an article prints to one set of answers that agrees with all of it, with an account of how it was
chosen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from prepost.audit.inputs import Inputs, claims_used, read_inputs
from prepost.audit.parts import Split, parts_and_whole
from prepost.audit.ranges import kept_by_stage, statement_ranges
from prepost.audit.rows import attendance_rows, coding_rows, common_denominators, interview_rows, response_rows
from prepost.audit.stages import Pick, Search, subset_sizes
from prepost.stats.multiplicity import corrected_level
from prepost.study.claims import read_claims
from prepost.study.faults import Fault, StudyError, join_words
from prepost.study.settings import read_settings
from prepost.study.writing import write_all

__all__ = ["ACCOUNT_FILE", "Reconstruction", "input_checksums", "printed_means", "read_summary", "reconstruct", "run"]

ACCOUNT_FILE = "reconstruction.json"
DECIMALS = 6


@dataclass(frozen=True)
class Reconstruction:
    """One set of answers that agrees with everything printed, and how it was found.

    Attributes
    ----------
    inputs : Inputs
        What was printed and assumed.
    splits : list of Split
        Ways to divide the whole into its parts, the one used first; empty where there are no parts.
    subset, searched : list of dict
        What was found for each number of forms the subset may have: those with which everything holds, the one used
        first; and all that were tried. Empty where there is no subset.
    picks : dict of str to list of Pick
        For each statement what was chosen at each stage.
    ranges : dict of str to dict
        For each statement how far its effects can differ: see `prepost.audit.ranges.statement_ranges`.
    """

    inputs: Inputs
    splits: Sequence[Split]
    subset: Sequence[Mapping]
    searched: Sequence[Mapping]
    picks: Mapping[str, Sequence[Pick]]
    ranges: Mapping[str, Mapping]

    @property
    def sizes(self) -> dict[str, int]:
        """Forms behind each column."""
        found = dict(self.inputs.forms)
        if self.splits:
            found |= dict(zip(self.inputs.parts, self.splits[0].sizes))
        if self.subset:
            found[self.inputs.subset["part"]] = self.subset[0]["forms"]
        return found

    @property
    def chosen(self) -> dict[str, dict]:
        """For each statement the chosen answers per scale point, by column."""
        return {
            statement: {column: counts for pick in picks for column, counts in pick.counts.items()}
            for statement, picks in self.picks.items()
        }


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
        Where the printed figures cannot be read, or no whole numbers of answers agree with them.

    Notes
    -----
    The sizes of groups that are not printed come first (`parts_and_whole`, `subset_sizes`). Then, statement by
    statement, each stage picks the medoid of all pairs of samples that survive its printed means and p-value, given
    the stages before; where a later stage is left without a solution, the next most central pair takes its place.
    """
    inputs = read_inputs(folder)
    splits = _splits(inputs)
    searches = {statement: Search(inputs, statement, splits[0] if splits else None) for statement in inputs.cells}
    _check_attainable(inputs, searches)
    searched = subset_sizes(inputs, searches) if inputs.subset else []
    sizes = _subset_order(searched)
    if searched and not sizes:
        raise StudyError([_hardest_subset(inputs, searched)])
    picks: dict[str, list[Pick]] = {}
    for attempt in range(max(1, len(sizes))):
        size = sizes[attempt] if sizes else None
        picks = _solve(_with_subset(searches, size), progress)
        if picks:
            ranked = [size, *(other for other in sizes if other is not size)] if size else []
            ranges = _all_ranges(_with_subset(searches, size), progress)
            return Reconstruction(inputs, splits, ranked, searched, picks, ranges)
    raise StudyError([_no_answers(inputs, statement, len(inputs.stages) - 1) for statement in list(inputs.cells)[:1]])


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
    _check_totals(inputs)
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
    settings, claims = _settings_read(folder), read_claims(folder)
    used = {name: claims[name].printed for name in claims_used(settings["reconstruction"])}
    contents["study.yml"] = json.dumps(settings, sort_keys=True).encode()
    contents["published/claims.csv"] = json.dumps(used, sort_keys=True).encode()
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())}


def _settings_read(folder: Path) -> dict:
    settings, _ = read_settings(folder)
    planned = {**settings.comparisons, **settings.specifications}
    return {
        "scale": settings.scale,
        "statements": [statement.id for statement in settings.statements],
        "alpha": settings.alpha,
        "waves": settings.waves,
        "sessions": settings.sessions,
        "reconstruction": settings.settings.get("reconstruction"),
        "comparisons": {name: [dict(each.first), dict(each.second)] for name, each in planned.items()},
    }


def read_summary(folder: Path | str) -> dict:
    """The account that a reconstruction left in a study folder, as plain values; empty where there is none.

    Parameters
    ----------
    folder : Path or str
        The study folder.

    Returns
    -------
    dict
        `inputs` (checksums), `assumptions` (sentences), `forms` (by column), `parts_and_whole` and `subset` (what was
        searched and found), `denominators`, `survivors` (by statement and stage) and `ranges` (by statement and
        comparison).
    """
    path = Path(folder) / ACCOUNT_FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def printed_means(inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """For each statement the printed means of both parts and of the whole, as `parts_and_whole` takes them."""
    columns = (*inputs.parts, inputs.whole)
    return {statement: tuple(line[column].printed for column in columns) for statement, line in inputs.cells.items()}


def _splits(inputs: Inputs) -> list[Split]:
    if not inputs.parts:
        return []
    columns, means = (*inputs.parts, inputs.whole), printed_means(inputs)
    splits = parts_and_whole(inputs.forms[inputs.whole], means, scale=inputs.scale)
    if splits:
        return splits
    alone = [
        statement
        for statement in means
        if not parts_and_whole(inputs.forms[inputs.whole], {statement: means[statement]}, scale=inputs.scale)
    ]
    raise StudyError(
        [
            inputs.cells[statement][inputs.whole].fault(
                f"cannot be the mean of both groups together: no two groups of {inputs.forms[inputs.whole]} people in "
                f"all, with means of {join_words(means[statement][:-1])}, add up to it.",
                f"Check columns {join_words(columns)} of this row against the printed table.",
            )
            for statement in alone or list(means)[:1]
        ]
    )


def _check_attainable(inputs: Inputs, searches: Mapping[str, Search]) -> None:
    """A fault for each printed p-value that no whole numbers of answers with the printed means give."""
    faults = []
    for statement, search in searches.items():
        for stage, (first, second, p_column) in enumerate(inputs.stages):
            if inputs.subset and inputs.subset["part"] in (first, second):
                continue
            pick = next(search.picks(stage, {}, {}), None)
            if pick is None:
                faults.append(_no_answers(inputs, statement, stage))
    if faults:
        raise StudyError(faults)


def _no_answers(inputs: Inputs, statement: str, stage: int) -> Fault:
    first, second, p_column = inputs.stages[stage]
    line = inputs.cells[statement]
    return line[p_column].fault(
        f"cannot be attained: no whole numbers of answers with the printed means {line[first].printed} ({first}) and "
        f"{line[second].printed} ({second}) give this p-value.",
        "Check this row against the printed table.",
    )


def _subset_order(sizes: Sequence[Mapping]) -> list[Mapping]:
    """Numbers of forms with which all statements hold: fewest blank answers first, then the smallest number."""
    return sorted(
        (size for size in sizes if size["missing"] is not None), key=lambda size: (size["missing"], size["forms"])
    )


def _hardest_subset(inputs: Inputs, searched: Sequence[Mapping]) -> Fault:
    """The statement that holds for the fewest numbers of forms."""
    holds = {statement: sum(size["blanks"][statement] is not None for size in searched) for statement in inputs.cells}
    statement = min(holds, key=holds.get)
    stage = next(number for number, stage in enumerate(inputs.stages) if inputs.subset["part"] in stage[:2])
    return _no_answers(inputs, statement, stage)


def _with_subset(searches: Mapping[str, Search], size: Mapping | None) -> dict[str, Search]:
    return {
        statement: Search(search.inputs, statement, search.split, size["forms"], size["blanks"][statement])
        if size
        else search
        for statement, search in searches.items()
    }


def _solve(searches: Mapping[str, Search], progress) -> dict[str, list[Pick]]:
    """Each statement's picks; empty as soon as one statement has none."""
    picks = {}
    for statement in progress(list(searches), "Choosing answers"):
        found = searches[statement].solve()
        if found is None:
            return {}
        picks[statement] = found
    return picks


def _all_ranges(searches: Mapping[str, Search], progress) -> dict[str, dict]:
    inputs = next(iter(searches.values())).inputs
    level = 1 - corrected_level(inputs.settings.alpha, len(inputs.settings.comparisons))
    return {
        statement: statement_ranges(search, kept_by_stage(search, level), level)
        for statement, search in ((name, searches[name]) for name in progress(list(searches), "Following ranges"))
    }


def _check_totals(inputs: Inputs) -> None:
    """Raise what is wrong with people, places and percentages before the long search begins."""
    if "attendance" in inputs.rules:
        attendance_rows(inputs, {})
    if "interviews" in inputs.rules:
        interview_rows(inputs)


def _refuse_to_overwrite_records(inputs: Inputs) -> None:
    settings = inputs.settings
    if settings.origin("responses.csv") not in ("", "reconstructed") and (settings.folder / "responses.csv").exists():
        raise StudyError(
            [
                Fault(
                    "study.yml",
                    settings.lines.get("provenance"),
                    "provenance",
                    settings.origin("responses.csv"),
                    "is what the study says of responses.csv, and records are not overwritten.",
                    "Work in a copy of the folder, or mark the file as reconstructed.",
                )
            ]
        )


def _files(found: Reconstruction, checksums: Mapping[str, str]) -> dict[str, str]:
    """The text of each file to be written; `checksums` are those of what was read."""
    inputs = found.inputs
    files = {"responses.csv": _as_csv(response_rows(inputs, found.chosen, found.sizes))}
    if "attendance" in inputs.rules:
        files["attendance.csv"] = _as_csv(attendance_rows(inputs, _forms_by_session(found)))
    if "interviews" in inputs.rules:
        interviews = interview_rows(inputs)
        files["interviews.csv"] = _as_csv(interviews)
        files["codings.csv"] = _as_csv(coding_rows(inputs, interviews))
    files[ACCOUNT_FILE] = json.dumps(_account(found, checksums), indent=1, ensure_ascii=False) + "\n"
    return files


def _forms_by_session(found: Reconstruction) -> dict[str, int]:
    return {
        filters["session"]: found.sizes[column]
        for column, filters in found.inputs.columns.items()
        if "session" in filters
    }


def _as_csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _account(found: Reconstruction, checksums: Mapping[str, str]) -> dict:
    """Everything that was assumed, searched, found and passed over, as plain values."""
    inputs = found.inputs
    return {
        "inputs": dict(checksums),
        "assumptions": _assumptions(found),
        "forms": {column: found.sizes[column] for column in inputs.columns},
        "parts_and_whole": [
            {
                "sizes": dict(zip(inputs.parts, split.sizes)),
                "missing": split.total_missing,
                "by_statement": {statement: sum(ways[0]) for statement, ways in split.missing.items()},
            }
            for split in found.splits
        ],
        "subset": _subset_account(found),
        "denominators": _denominators(inputs),
        "survivors": {
            statement: {pick.stage: _pick_account(pick) for pick in picks} for statement, picks in found.picks.items()
        },
        "ranges": {
            statement: {name: _rounded(values) for name, values in ranges.items()}
            for statement, ranges in found.ranges.items()
        },
    }


def _subset_account(found: Reconstruction) -> dict:
    """The number of forms used for the subset, the next best, and all that were tried; empty where there is none."""
    if not found.subset:
        return {}
    used, *others = found.subset
    tried = ({key: size[key] for key in ("forms", "without_blanks", "holding", "missing")} for size in found.searched)
    return {
        "part": found.inputs.subset["part"],
        "of": found.inputs.subset["of"],
        "forms": used["forms"],
        "missing": used["missing"],
        "runners_up": [{"forms": other["forms"], "missing": other["missing"]} for other in others],
        "searched": sorted(tried, key=lambda size: size["forms"]),
    }


def _pick_account(pick: Pick) -> dict:
    return {
        "counts": {column: counts.tolist() for column, counts in pick.counts.items()},
        "missing": dict(pick.missing),
        "searched": pick.searched,
        "survivors": pick.survivors,
        "single_peaked": pick.plausible,
        "single_peaked_only": pick.single_peaked_only,
        "passed_over": pick.passed_over,
    }


def _rounded(values: Mapping) -> dict:
    """Ranges to so many decimals that their bytes do not depend on the machine."""
    return {
        name: [round(bound, DECIMALS) for bound in value] if isinstance(value, list) else value
        for name, value in values.items()
    }


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
    inputs, sizes = found.inputs, found.sizes
    sentences = [
        "Printed means and p-values are rounded, either way where a value lies half-way.",
        "The p-values are those of the Mann-Whitney test with ties, without continuity correction.",
        "Answers are missing only where the printed means leave no other way.",
    ]
    if found.splits:
        split = found.splits[0]
        sentences.append(
            f"The groups {join_words(inputs.parts)} have {join_words(split.sizes)} forms and together make up {inputs.whole}; "
            f"of all ways this one leaves the fewest answers blank ({split.total_missing})."
        )
    if found.subset:
        part = inputs.subset["part"]
        sentences.append(
            f"{sizes[part]} forms belong to {part}, and all of them to {inputs.subset['of']}: the number that attains "
            "every p-value with the fewest missing answers, then the smallest."
        )
    if any(pick.single_peaked_only for picks in found.picks.values() for pick in picks):
        sentences.append(
            "Where pairs of samples are too many to search, only those with a single peak are searched, completely."
        )
    sentences.append(
        "Which answers belong to the same person is not known: rows are filled by a fixed rule that claims no "
        "association."
    )
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
    sizes = ", ".join(f"{column} {size}" for column, size in found.sizes.items())
    return "\n".join(
        [
            "Pairs of samples that agree with the printed figures:",
            *lines,
            f"Forms: {sizes}.",
            f"Wrote {join_words(files)}.",
        ]
    )
