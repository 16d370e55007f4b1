"""Packages whose names are imported when they are first used, so that importing the package costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

__all__ = ["names_on_demand"]


def names_on_demand(
    package: str, modules: Mapping[str, Sequence[str]]
) -> tuple[list[str], Callable[[str], object], Callable[[], list[str]]]:
    """What a package needs to offer the names of its modules without importing them.

    Parameters
    ----------
    package : str
        Its `__name__`.
    modules : mapping of str to sequence of str
        For each of its modules the names that it offers.

    Returns
    -------
    names : list of str
        All names, for the package's `__all__`.
    get, list_names : callable
        Its `__getattr__` and `__dir__`.

    Examples
    --------
    >>> names, get, _ = names_on_demand("prepost.stats", {"multiplicity": ["adjust"]})
    >>> names, get("adjust").__name__
    (['adjust'], 'adjust')
    """
    module_of = {name: module for module, names in modules.items() for name in names}

    def get(name: str):
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{module_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    def list_names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *module_of})

    return sorted(module_of), get, list_names
