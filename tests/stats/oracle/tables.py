"""Write tables.csv: the answer counts that the R scripts beside it and the tests read.

A spread of shapes: the sizes of a real study, small samples, ties everywhere, scales of 2 to 11 points, empty
categories.
"""

from pathlib import Path

import numpy as np

FIXED = """
20 90 110 34,5 40 120 55; 60 84 70 40,30 60 80 50; 4 10 20 6,1 6 24 9; 10 20 30 20,5 15 25 20; 2 13 40 9,4 14 41 6
1 10 20 11,0 4 19 0; 0 0 30 34,0 1 20 44; 3 0 0 4,0 2 2 1; 1 1,1 2; 5 0,3 2; 2 0 1,0 1 1; 1 2 3 4 5 6 7,7 6 5 4 3 2 1
0 1 0 2 5 9 12 14 8 3 1,1 3 8 14 12 9 5 2 0 1 0
"""


def main() -> None:
    random = np.random.default_rng(20161201)
    tables = FIXED.strip().replace("\n", "; ").split("; ")
    for points in (2, 3, 4, 4, 4, 4, 5, 5, 7, 7, 11):
        shares = random.dirichlet(np.full(points, 2.0), 2)
        sizes = random.integers(6, 70, 2)
        samples = (random.multinomial(n, share).tolist() for n, share in zip(sizes, shares))
        tables.append(",".join(" ".join(map(str, counts)) for counts in samples))
    lines = ["id,first,second", *(f"{i},{table}" for i, table in enumerate(tables, start=1))]
    Path(__file__).with_name("tables.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
