# emergestudy: everything a newcomer types. `make help` lists the targets.
PYTHON ?= python3
BUILD := uv==0.13.8 hatchling==1.33.0 editables
VENV := .venv
BIN := $(VENV)/bin
PROJECT := pyproject.toml $(wildcard README.md LICENSE)
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode

.DEFAULT_GOAL := help
.PHONY: help install install-lab install-dask book test test-all bench lab check refresh \
  lock clean place

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 13

install: $(VENV)/.ready ## make .venv with the locked packages and this study

install-lab: $(VENV)/.ready-lab ## add what the lab needs (JAX and optax)

install-dask: $(VENV)/.ready-dask ## add what sweeps on a cluster need (Dask)

book: $(VENV)/.ready ## run the notebooks and build the HTML book
	@echo "Running the notebooks and building the pages: some minutes the first time"
	@$(BIN)/emergestudy book

test: $(VENV)/.ready-test ## the tests, the notebooks included
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" --durations 25 tests
	@$(BIN)/emergestudy check

test-all: $(VENV)/.ready-test ## these, and those that take minutes
	@$(MAKE) --no-print-directory test
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m slow tests

bench: book $(VENV)/.ready-bench ## measure how fast all is; the last part takes 25 minutes
	@for f in emergence data ingest law pages lab rerun; do \
	  $(BIN)/python benchmarks/$$f.py || exit 1; done

lab: $(VENV)/.ready-lab ## train the quick grid of the lab: a picture in a minute or two
	@$(BIN)/emergestudy lab --quick

check: $(VENV)/.ready ## strict nbval of the notebooks
	@$(BIN)/emergestudy check

refresh: $(VENV)/.ready ## re-execute the committed notebooks in place
	@$(BIN)/emergestudy refresh

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes \
  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate
LOCK := $(COMPILE) pyproject.toml
lock: $(VENV)/.uv ## resolve pyproject.toml again into the lock files
	@$(LOCK) -o requirements.lock
	@printf '%s\n' $(BUILD) | $(COMPILE) - -c requirements.lock -o requirements-build.lock
	@$(LOCK) -c requirements.lock --extra test -o requirements-test.lock
	@$(LOCK) -c requirements.lock --extra bench -o requirements-bench.lock
	@$(LOCK) -c requirements.lock --extra lab -o requirements-lab.lock
	@$(LOCK) -c requirements.lock --extra parquet -o requirements-parquet.lock
	@$(LOCK) -c requirements.lock --extra xlsx -o requirements-xlsx.lock
	@$(LOCK) -c requirements.lock --extra dask -o requirements-dask.lock

clean: ## remove what was built (keeps .venv and _runs)
	@rm -rf _build

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; \
	  exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv is missing. On Debian or Ubuntu: apt-get install python3-venv"; \
	  exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@pwd -P > $(VENV)/.place
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --force-reinstall -r requirements-build.lock
	@touch $@

place: # the scripts of an environment hold its place: it cannot be moved
	@[ ! -f $(VENV)/.place ] || [ "$$(cat $(VENV)/.place)" = "$$(pwd -P)" ] || { \
	  echo "This folder was moved, and its $(VENV) with it. Remove it and go on:"; \
	  echo "  rm -rf $(VENV); make $(MAKECMDGOALS)"; exit 1; }

$(VENV)/.ready: requirements.lock $(PROJECT) | place $(VENV)/.uv
	@echo "Installing the locked packages"
	@$(UV) --require-hashes -r requirements.lock
	@$(UV) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-%: requirements-%.lock $(VENV)/.ready
	@echo "Installing what '$*' needs beside them"
	@$(UV) --require-hashes -r requirements-$*.lock
	@touch $@
