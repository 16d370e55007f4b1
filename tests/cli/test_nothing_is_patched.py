"""Nothing of Python's or of another package's is patched: read from the syntax trees of the library and the extensions.

Sphinx's settings (`config.x`), entries of os.environ and matplotlib's `rc_context` may be set, and what is one's own.
"""

import ast
from pathlib import Path

import pytest

from tests.cases import cases

BOOK = Path(__file__).resolve().parents[2]
SETTERS = {"setattr", "delattr", "__setattr__", "__delattr__"}
CHANGES = {"update", "setdefault", "pop", "clear", "popitem", "__setitem__"}


def names_of_others(tree):
    """The names that stand for modules and what is imported from them, or for a part of these."""
    found = {"builtins", "__builtins__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    renamed = [
        (target.id, *steps(node.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.NamedExpr)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    for _ in renamed:  # a name of a name of a name
        found |= {name for name, root, path in renamed if is_of_others(root, path, found)}
    return found


def steps(node):
    """The root of an expression and the attributes, entries and calls that lead from it to the whole."""
    path = []
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(node, ast.Attribute):
            path, node = [node.attr, *path], node.value
        elif isinstance(node, ast.Subscript):
            path, node = ["[]", *path], node.value
        else:
            path, node = [f"{ast.unparse(node.func)}()", *path], node.args[0] if is_lookup(node) else node.func
    return node, path


def is_lookup(call):
    """Whether a call gives a part of its first argument, or the module that it names."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return bool(call.args) and name in {"vars", "getattr", "type", "import_module", "__import__"}


def is_of_others(root, path, others):
    """Whether an expression is a module, or a part of what another package holds and not what a call of it gave."""
    if any(step.endswith(("import_module()", "__import__()")) for step in path):
        return True
    if any(step.endswith("()") and not step.endswith(("vars()", "getattr()", "type()")) for step in path):
        return False
    return isinstance(root, ast.Name) and root.id in others


def targets(node):
    """The single places to which a statement assigns, or that it deletes."""
    if isinstance(node, ast.Tuple | ast.List):
        return [part for element in node.elts for part in targets(element)]
    if isinstance(node, ast.Starred):
        return targets(node.value)
    if isinstance(node, ast.Assign | ast.Delete):
        return [part for target in node.targets for part in targets(target)]
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For | ast.comprehension):
        return targets(node.target)
    if isinstance(node, ast.With):
        return [part for item in node.items if item.optional_vars for part in targets(item.optional_vars)]
    return [node] if isinstance(node, ast.Attribute | ast.Subscript) else []


def is_allowed(path):
    """Whether a path leads to a setting of Sphinx or an entry of the environment."""
    return path[-2:-1] == ["config"] or path in (["environ", "[]"], ["environb", "[]"])


def is_patch(target, others):
    """Whether it would change what belongs to somebody else to assign to a target."""
    root, path = steps(target)
    if is_allowed(path) or (isinstance(root, ast.Name) and root.id == "environ" and path == ["[]"]):
        return False
    inner = [step for step in path[:-1] if step != "[]"]
    reaches = "__dict__" in path or "__class__" in path or any(step.endswith("()") for step in path)
    if isinstance(target, ast.Attribute) and (reaches or (len(inner) > 0 and ast.unparse(root) not in ("self", "cls"))):
        return True  # an attribute of a part of what one was given, of a class, or of what a call looked up
    if isinstance(target, ast.Subscript) and reaches and any(step in ("__dict__", "vars()") for step in path):
        return True
    return is_of_others(root, path[:-1], others)


def patches(source):
    """The lines of a module that patch something, as text."""
    tree = ast.parse(source)
    others = names_of_others(tree)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.comprehension) and any(is_patch(target, others) for target in targets(node)):
            found.add(ast.unparse(node))
        if isinstance(node, ast.Import | ast.ImportFrom) and "mock" in ast.unparse(node):
            found.add(ast.unparse(node))
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in SETTERS and node.args and is_patch(ast.Attribute(node.args[0], "any", ast.Store()), others):
            found.add(ast.unparse(node))
        if isinstance(node.func, ast.Attribute) and name in CHANGES:
            entry = ast.Subscript(node.func.value, ast.Constant("any"), ast.Store())
            if is_patch(entry, others):
                found.add(ast.unparse(node))
    return sorted(found)


def test_nothing_is_patched():
    paths = [*(BOOK / "prepost").rglob("*.py"), *(BOOK / "_ext").glob("*.py")]
    found = {path.relative_to(BOOK).as_posix(): patches(path.read_text(encoding="utf-8")) for path in paths}
    assert len(found) > 50 and {name: lines for name, lines in found.items() if lines} == {}


PATCHES = r"""
import builtins\nbuiltins.open = 1 ;; import os\nos.open = print ;; import os\ndel os.open
import os\nos.environ = {} ;; import os\nfirst, os.open = 1, 2 ;; import os\nfor os.open in (): pass
import os\nwith open('a') as os.file: pass ;; import os.path as p\np.join: object = 1
import module\nsetattr(module, 'x', 1) ;; import module\nsetattr(module.Class, 'x', 1)
import module\ndelattr(module, 'x') ;; import module\nmodule.Class.method = 1
from module import Class\nClass.method += 1 ;; from x import y as z\nz.attr = 1 ;; import mod\nvars(mod)['x'] = 1
import mod\nmod.__dict__['x'] = 1 ;; import mod\nmod.__dict__.update(x=1) ;; import mod\nvars(mod).update(x=1)
import mod\nmod.TABLE['x'] = 1 ;; import mod\nmod.TABLE.pop('x') ;; import mod\nalias = mod\nalias.x = 1
import mod\nfirst = mod.part\nsecond = first\nsecond.x = 1 ;; import mod\nif (alias := mod.part): alias.x = 1
import sys\nsys.modules['os'] = 1 ;; import sys\nsys.modules['os'].open = 1
import importlib\nimportlib.import_module('os').open = 1
from importlib import import_module\nfound = import_module('os')\nfound.open = 1 ;; __import__('os').open = 1
import mod\nobject.__setattr__(mod, 'x', 1) ;; import mod\ntype.__setattr__(mod.Class, 'x', 1)
import matplotlib\nmatplotlib.rcParams['x'] = 1 ;; from matplotlib import rcParams\nrcParams.update(x=1)
def f(app):\n    app.builder.write = 1 ;; def f(app):\n    setattr(app.builder, 'write', 1)
def f(thing):\n    type(thing).method = 1 ;; def f(thing):\n    thing.__class__.method = 1
def f():\n    import os\n    os.open = 1 ;; from unittest import mock ;; from unittest.mock import patch
"""
"""Modules in which `\\n` ends a line."""


@pytest.mark.parametrize("source", [source.replace("\\n", "\n") for [source] in cases(PATCHES)])
def test_a_patch_is_found(source):
    assert patches(source)


NO_PATCHES = r"""
def f(app, config):\n    app.config.x = config.y = 1 ;; import os\nos.environ['X'] = '1'
from os import environ\nenviron['X'] = '1' ;; import os\nos.environ.setdefault('X', '1')
import matplotlib\nwith matplotlib.rc_context({'x': 1}): pass
class A:\n    def f(self):\n        self.x = self.y = 1\n        self.part.z = 2
import zipfile\nentry = zipfile.ZipInfo('a')\nentry.external_attr = 1
found = {}\nfound['x'] = 1\nfound.update(y=2) ;; def f(cell):\n    cell.outputs = []
"""


@pytest.mark.parametrize("source", [source.replace("\\n", "\n") for [source] in cases(NO_PATCHES)])
def test_what_may_be_set_is_no_patch(source):
    assert patches(source) == []
