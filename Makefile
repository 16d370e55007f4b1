# make book   the site, in _build/html/index.html        make test    all tests
# make site   the site and the article as one PDF (needs Chromium), as it is published
# make report the article as PDF and Word file, and its figures, in _build/report (the PDF and PNG need Chromium)
# make serve  the site at http://localhost:8000          make bench   the benchmarks
# make clean  removes what the first three made, except the environment in .venv
# make test-spark  counts on Spark; as root it installs Java, where that is missing
#
# All that must be there before: git, make and Python 3.11 or newer.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: book site report test test-spark serve bench clean
.DEFAULT_GOAL := book

# The site. -W, -n: any warning, failing cell or unresolved reference fails it.
book: $(VENV)/book
	$(BIN)/jupyter-book build . -W -n --keep-going

site: report
	PREPOST_PDF=_build/report/report.pdf $(BIN)/jupyter-book build . -W -n --keep-going

report: $(VENV)/book
	$(BIN)/python -m prepost report .

test: $(VENV)/test
	-@sh .ci/chromium
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

test-spark: $(VENV)/spark
	@command -v java >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends default-jre-headless; }
	$(BIN)/python -m pytest -m spark -v tests/study/test_counting.py

serve: book
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

bench: $(VENV)/test
	$(BIN)/python -m benchmarks

clean:
	rm -rf _build .pytest_cache .hypothesis .ruff_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# The two files say what is installed in the environment; it is filled again when the pins change.
$(VENV)/book: requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) install -r requirements.txt
	touch $@

$(VENV)/test: requirements-test.txt requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) install -r requirements-test.txt
	touch $@ $(VENV)/book

$(VENV)/spark: requirements-spark.txt $(VENV)/test
	$(PIP) install -r requirements-spark.txt
	touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'No Python 3.11 or newer was found. Name one: make book PYTHON=/path/to/python3'; exit 1; }
	$(PYTHON) -m venv $(VENV)
