"""Survey exports of other programs: read in whatever layout they are, and turned into a study folder."""
