"""Printed numbers: what they can stand for, whether whole numbers of answers give them, and the ledger of claims."""

from prepost.audit.granularity import debit, grim, grimmer
from prepost.audit.rank_pairs import pairs
from prepost.audit.vectors import count_vectors

__all__ = ["count_vectors", "debit", "grim", "grimmer", "pairs"]
