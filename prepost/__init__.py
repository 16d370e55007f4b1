"""Before-and-after surveys as checkable reports: read a study, test it on counts, audit its print, show it."""

__version__ = "1.0.0"
