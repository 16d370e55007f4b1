"""Studies of which only some tables are wanted: what was left out refuses to be used, and says how to have it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NoReturn

from prepost.study.faults import did_you_mean, join_words, quoted


@dataclass(frozen=True, eq=False, repr=False)
class NotRead:
    """Stands for a table that was left out when its study was loaded.

    Parameters
    ----------
    name : str
        The table, as the parameter `only` names it.
    loader : str
        The function that left it out.

    Raises
    ------
    LookupError
        On every use of it.

    Examples
    --------
    >>> NotRead("costs", "load_study").columns
    Traceback (most recent call last):
        ...
    LookupError: The table costs was not read: add "costs" to `only` where load_study is called.
    """

    _name: str
    _loader: str

    def _refuse(self, *_: object) -> NoReturn:
        raise LookupError(
            f'The table {self._name} was not read: add "{self._name}" to `only` where {self._loader} is called.'
        )

    def __getattr__(self, attribute: str) -> NoReturn:
        if attribute.startswith("__"):  # what Python itself asks for, as when it copies
            raise AttributeError(attribute)
        self._refuse()

    __getitem__ = __iter__ = __len__ = __bool__ = __contains__ = _refuse


def chosen(only: Collection[str] | None, known: Collection[str]) -> tuple[str, ...]:
    """Return the tables that `only` names, all that are known if it is None.

    Raises
    ------
    ValueError
        If it names one that is not known.

    Examples
    --------
    >>> chosen(["costs"], known=["responses", "costs"])
    ('costs',)
    >>> chosen(["cost"], known=["responses", "costs"])
    Traceback (most recent call last):
        ...
    ValueError: There is no table "cost". Did you mean "costs"? There are responses and costs.
    """
    if only is None:
        return tuple(known)
    for name in only:
        if name not in known:
            raise ValueError(
                f"There is no table {quoted(name)}. {did_you_mean(name, known)}There are {join_words(known)}."
            )
    return tuple(only)
