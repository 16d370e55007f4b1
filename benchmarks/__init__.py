"""How long things take, each beside a named alternative: `python -m benchmarks`, or `make bench`.

Every case runs in a process of its own, so that neither imports nor memory of one weigh on another. Results and the
machine on which they were measured are saved under `results/`; no test asserts on a time.
"""
