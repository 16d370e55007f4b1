"""The book that `python -m prepost new` makes for another study."""
