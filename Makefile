# make figures   set up, run the notebooks on the samples (or DOCUMENT=path), write figures/
# make test      set up, check format, lint and types, run the tests
# make lab       open JupyterLab
# make app       open the start page as an application
# make bench     measure speed and memory
# make docs      build the documentation into build/docs
PYTHON ?= python3
BIN := .venv/bin
DOCUMENT ?=

.PHONY: figures test lab app bench docs clean

figures: .venv/installed
	$(BIN)/python -m analysis figures $(DOCUMENT)

test: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

bench: .venv/installed
	$(BIN)/python benchmarks/speed.py

docs: .venv/installed
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

lab: .venv/installed
	$(BIN)/jupyter lab notebooks --ServerApp.ip=127.0.0.1 --ServerApp.allow_remote_access=False \
		--PasswordIdentityProvider.hashed_password= --LabApp.news_url=None

app: .venv/installed
	$(BIN)/python -m analysis app

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --upgrade "pip>=26,<28"
	$(BIN)/python -m pip install --progress-bar on -r requirements.txt
	touch $@

clean:
	rm -rf .venv .cache build *.egg-info
