"""Statistics on answer counts: rank tests, effect sizes, intervals, sensitivity analyses.

Every function takes numbers of answers per scale point, in scale order, and knows nothing of files.
"""

from prepost.stats.ranks import mann_whitney

__all__ = ["mann_whitney"]
