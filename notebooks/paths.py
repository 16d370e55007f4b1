"""Where the pages find things, however and from wherever they are executed."""

import os
from pathlib import Path

BOOK = Path(__file__).resolve().parents[1]
"""The folder of the whole book."""

STUDY = Path(os.environ.get("PREPOST_STUDY", BOOK / "data" / "newham")).resolve()
"""The study folder that the pages read; PREPOST_STUDY names another one with the same statements."""
