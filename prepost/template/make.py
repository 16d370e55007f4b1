"""`python -m prepost new`: a complete book for another study."""

from pathlib import Path

__all__ = ["is_untouched"]

BOOK = Path(__file__).parent / "book"


def is_untouched(path: Path) -> bool:
    """Whether a file of a study folder is still what a new book came with."""
    original = BOOK / path.name
    return original.is_file() and original.read_bytes() == path.read_bytes()
