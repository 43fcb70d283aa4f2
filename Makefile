# make serve   set up, build what is missing or stale, serve (PORT=8000 HOST=127.0.0.1)
# make test    set up, lint, type-check and test
# make build   set up and build the dataset
# make check   set up and check the curated files, building nothing

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: serve test build check

serve: .venv/installed
	@$(BIN)/convergence serve --host "$(HOST)" --port "$(PORT)"

build: .venv/installed
	@$(BIN)/convergence build

check: .venv/installed
	@$(BIN)/convergence validate

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "installing into .venv …" >&2
	$(PIP) --editable .
	@touch $@

.venv/installed-for-tests: pyproject.toml constraints.txt | .venv/bin/python
	@echo "installing into .venv …" >&2
	$(PIP) --editable '.[dev]'
	@touch $@ .venv/installed
