"""Arrows between packages and modules point one way: no circle, and nobody knows who stands above."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "prepost"
FILES = {
    ".".join(
        (path.parent if path.name == "__init__.py" else path.with_suffix("")).relative_to(PACKAGE.parent).parts
    ): path
    for path in PACKAGE.rglob("*.py")
}


def _executed(tree: ast.AST):
    """All nodes but those that stand under `if TYPE_CHECKING`, which nothing executes."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _executed(node)


def _imported(module: str) -> set[str]:
    """The modules of ours that a module imports, at its top or within a function."""
    found = set()
    for node in _executed(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports name the whole path"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in inner}
    return {name for name in found if name in FILES}


def test_no_module_imports_itself_by_a_detour():
    order = list(TopologicalSorter({module: _imported(module) for module in FILES}).static_order())
    assert len(order) > 50 and order.index("prepost.study.model") < order.index("prepost.study.loading")


BELOW = {
    "study": {"study"},
    "stats": {"stats"},
    "audit": {"audit", "stats", "study"},
    "report": {"report", "audit", "stats", "study"},
}


@pytest.mark.parametrize("package", BELOW)
def test_a_package_imports_only_what_stands_below_it(package):
    modules = [module for module in FILES if f"{module}.".startswith(f"prepost.{package}.")]
    assert modules
    for module in modules:
        packages = {name.split(".")[1] for name in _imported(module) if name != "prepost"}
        assert packages <= BELOW[package], module
