# Two commands matter: `make book` and `make test`. Both set up what they need.
# An active virtual or conda environment is used; without one a .venv is made here.

PYTHON ?= python3
REVIEW ?= reviews/ettervern

ifdef VIRTUAL_ENV
ENV := $(VIRTUAL_ENV)
else ifneq ($(filter-out base,$(CONDA_DEFAULT_ENV)),)
ENV := $(CONDA_PREFIX)
else
ENV := .venv
endif
BIN := $(ENV)/bin
STAMP := .ettervern/installed

# The package is installed anew when its dependencies change, or when another environment is used than last time.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(ENV))
.PHONY: $(STAMP)
endif

.DEFAULT_GOAL := help
.PHONY: help book docs test test-slow coverage same check lint format serve clean bench-dedup bench-dedup-cross bench-dedup-growth bench-screen bench-meta bench-start

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	-@$(BIN)/ettervern merge --install >/dev/null 2>&1
	@mkdir -p $(@D) && echo $(ENV) > $@

book: $(STAMP)  ## build everything, from files to book (book/_build/html/index.html)
	$(BIN)/ettervern build $(REVIEW)

docs: $(STAMP)  ## build the reference of the calls (docs/_build/html/index.html); a warning is an error
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

test: book lint  ## build everything and run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not slow and not browser'

test-browser: book  ## open the built book and the screening panel in headless Chromium
	$(BIN)/python -m pytest tests/screen tests/extract tests/appraise -m 'browser and not slow'
	ETTERVERN_BOOK=book/_build/html $(BIN)/python -m pytest -n auto --ignore tests/screen --ignore tests/extract --ignore tests/appraise -m 'browser and not slow'

test-slow: book  ## fault storms, canary builds, whole-machine comparisons
	ETTERVERN_BOOK=book/_build/html $(BIN)/python -m pytest -m slow

coverage: book  ## how much of the code the tests run
	$(BIN)/python -m pytest -n auto -m 'not slow and not browser' --cov --cov-report=term

same: book  ## say whether what is committed is what is computed
	$(BIN)/python tests/same_results.py

check: $(STAMP)  ## say what is wrong in the review folder
	$(BIN)/ettervern check $(REVIEW)

lint: $(STAMP)  ## style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(STAMP)  ## put the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

serve: book  ## show the book at http://localhost:8000
	$(BIN)/python -m http.server --directory book/_build/html 8000

clean:  ## remove what was built (never data)
	rm -rf book/_build docs/_build .ettervern build dist

bench-dedup: $(STAMP)  ## duplicates against bib-dedupe: SETS=folder BIB_DEDUPE=python
	$(BIN)/python benchmarks/dedup.py $(SETS) $(if $(BIB_DEDUPE),--bib-dedupe $(BIB_DEDUPE))

bench-dedup-cross: $(STAMP)  ## duplicates, fitted on all labelled sets but one and scored on that: SETS=folder
	$(BIN)/python benchmarks/dedup_cross.py $(SETS)

bench-dedup-growth: $(STAMP)  ## duplicates in made sets of 10,000 to 100,000 records: SETS=folder
	$(BIN)/python benchmarks/dedup_growth.py $(wildcard $(SETS)/*.csv*)

bench-screen: $(STAMP)  ## order of screening against ASReview: SETS=folder ASREVIEW=python
	$(BIN)/python benchmarks/screen_order.py --label label_included $(if $(ASREVIEW),--asreview $(ASREVIEW)) $(wildcard $(SETS)/*.csv*)

bench-meta: $(STAMP)  ## accuracy and speed against metafor (needs Rscript with metafor)
	$(BIN)/python -m benchmarks.meta_accuracy
	$(BIN)/python -m benchmarks.meta_speed

bench-start: $(STAMP)  ## processor time of a start against its budget
	$(BIN)/python benchmarks/start.py
