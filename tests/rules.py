"""Each rule of the reader of foreign files is taken away in turn: a test, or the round trip, must then fail.

A rule is an `if` of the reader, whose condition becomes False, or a line of its tables of scales and words of waves.
`python -m tests.rules` tries all of them and prints those that nothing missed; `python -m tests.rules waves` those of one module.
"""

import ast
import os
import sys
import types
from pathlib import Path

import pytest

from prepost.study import load_study  # what the tests load is loaded once, before the processes part

FOLDER = Path(__file__).parents[1] / "prepost" / "study" / "imports"
TABLES = {"SETS", "OPPOSITES", "SHAPES", "WAVE_WORDS", "PASSAGE_COLUMNS"}
ROUND = "tests/study/test_survey_files.py::test_random_studies_come_back_equal_or_a_question_names_the_place"
TESTS = [f"tests/study/test_{name}.py" for name in ("survey_files", "exports")]


def rules(tree: ast.Module) -> list[tuple[ast.AST, int, str]]:
    """The rules of a module: a node, the place of an entry in it (-1 for a condition) and what it says."""
    found = [(node, -1, f"if {ast.unparse(node.test)}") for node in ast.walk(tree) if isinstance(node, ast.If)]
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in TABLES:
            value = node.value
            listed = value.elts if hasattr(value, "elts") else getattr(value, "keys", ())
            entries = value.value.splitlines() if isinstance(value, ast.Constant) else listed
            found += [(value, n, str(getattr(one, "value", one))) for n, one in enumerate(entries)]
    return found


def without(tree: ast.Module, node: ast.AST, place: int) -> None:
    """Take a rule out of a tree."""
    if isinstance(node, ast.If):
        node.test = ast.Constant(False)
    elif isinstance(node, ast.Constant):
        node.value = "\n".join(line for n, line in enumerate(node.value.splitlines()) if n != place)
    else:
        for name in {"elts", "keys", "values"} & set(node._fields):
            getattr(node, name).pop(place)


def is_missed(module: str, number: int) -> bool:
    """Whether a test fails without a rule, in a process of its own."""
    child = os.fork()
    if not child:
        sys.stdout = sys.stderr = open(os.devnull, "w")
        tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
        without(tree, *rules(tree)[number][:2])
        name = f"prepost.study.imports.{module}"
        sys.modules[name] = changed = types.ModuleType(name)
        changed.__file__ = str(FOLDER / f"{module}.py")
        try:
            exec(compile(ast.fix_missing_locations(tree), changed.__file__, "exec"), changed.__dict__)
            options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
            os._exit(int(pytest.main([*options, *TESTS, "--deselect", ROUND]) or pytest.main([*options, ROUND])))
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main(modules: list[str]) -> int:
    """Try the rules of modules, and return how many nothing missed."""
    kept = tried = 0
    for module in modules or sorted(path.stem for path in FOLDER.glob("[a-z]*.py")):
        for number, (_, _, says) in enumerate(rules(ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8")))):
            tried += 1
            if not is_missed(module, number):
                kept += 1
                print(f"{module}: nothing fails without: {says}", flush=True)
    print(f"{tried} rules tried, {kept} of them missed by no test; {load_study.__name__} was loaded once.")
    return kept


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
