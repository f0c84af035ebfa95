# make figures   set up, run the notebooks on a sample (or DOCUMENT="my text.txt", or ALL=1: on all
#                samples), write figures/
# make test      set up, check format, lint and types, run the tests
# make test-quick  a part of the tests that takes two minutes
# make lab       open JupyterLab
# make app       open the start page as an application
# make bench     measure speed and memory
# make docs      build the documentation into build/docs
# make wheel     build one file to pass on into dist/
PYTHON ?= python3
BIN := .venv/bin
DOCUMENT ?=
ALL ?=
# The name of a file reaches the command through the environment and as it was typed, so that
# blanks, quotes and dollars in it mean nothing to make and to the shell.
export CHOSEN_DOCUMENT := $(value DOCUMENT)

# The tests of a file share what is dear to make; tests/conftest.py says which files begin.
BY_FILE := --numprocesses=logical --dist=loadfile --no-loadscope-reorder

.PHONY: figures test test-quick lab app bench docs wheel clean

figures: .venv/installed
	@$(BIN)/python -m analysis figures $(if $(ALL),--all) $(if $(value DOCUMENT),-- "$$CHOSEN_DOCUMENT")

test: .venv/installed
	@echo "1 of 3: format, lint, types, layers (half a minute)"
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@echo "2 of 3: all tests without a browser (about 10 minutes on two cores)"
	$(BIN)/pytest $(BY_FILE) --maxprocesses=8 --ignore=tests/browser
	@echo "3 of 3: the pages in a browser, two at a time (about 7 minutes)"
	$(BIN)/pytest $(BY_FILE) --maxprocesses=2 tests/browser

test-quick: .venv/installed
	@echo "The tests of texts, tables and measures (two minutes on two cores)"
	$(BIN)/pytest --numprocesses=logical --maxprocesses=8 -m "not slow" --ignore=tests/browser

bench: .venv/installed
	$(BIN)/python benchmarks/speed.py

docs: .venv/installed
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

wheel: .venv/installed
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -w dist .
	@ls dist/*.whl

lab: .venv/installed
	$(BIN)/python -m analysis lab

app: .venv/installed
	@$(BIN)/python -m analysis app

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 …")'
	@echo "Setting up .venv: $$(grep -c == requirements.txt) packages, some minutes the first time"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --upgrade "pip>=26,<28"
	$(BIN)/python -m pip install --progress-bar on -r requirements.txt
	@touch $@

clean:
	rm -rf .venv .cache build dist *.egg-info
