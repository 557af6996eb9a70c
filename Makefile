# The whole set-up in two words: `make demo`. Everything else is listed by `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
BASE := $(VENV)/.base-installed
DEV := $(VENV)/.dev-installed
# The demo and the checks are the only places that run with DEBUG; a real site sets its own environment.
DEMO := DEBUG=1 PORT=$(PORT)

.PHONY: help setup demo stop test check messages access screenshots benchmark fuzz lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@echo "→ Making the virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	@$(PYTHON) -m venv $(VENV)

$(BASE): requirements/base.txt | $(BIN)/python
	@echo "→ Installing the pinned dependencies (about a minute on a cold cache)"
	@$(PIP) -r requirements/base.txt
	@touch $@

$(DEV): requirements/dev.txt requirements/alone.txt $(BASE)
	@echo "→ Installing what tests and checks need"
	@$(PIP) -r requirements/dev.txt
	@$(PIP) --no-deps -r requirements/alone.txt
	@touch $@

locale/zh_Hans/LC_MESSAGES/django.mo: locale/zh_Hans/LC_MESSAGES/django.po $(BASE)
	@$(BIN)/python -m newsroom.catalogue compile

setup: locale/zh_Hans/LC_MESSAGES/django.mo ## the environment and the database, nothing else
	@echo "→ Starting PostgreSQL and bringing the tables up to date"
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py database status

demo: setup ## the demo paper, served on PORT (8000)
	@$(DEMO) $(BIN)/python manage.py load_demo
	@$(DEMO) PAGE_CACHE_MB=64 $(BIN)/python manage.py serve

stop: ## stop an embedded PostgreSQL that was left running
	@$(DEMO) $(BIN)/python manage.py database stop

test: $(DEV) locale/zh_Hans/LC_MESSAGES/django.mo ## everything that is tested, in PostgreSQL and in a real browser
	@$(BIN)/python -m tests.requirements
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --durations 20

check: $(DEV) locale/zh_Hans/LC_MESSAGES/django.mo ## linters, types, import rules, migrations, catalogue
	@$(BIN)/python -m tests.requirements
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(DEMO) $(BIN)/python -m mypy .
	@$(BIN)/lint-imports
	@$(DEMO) $(BIN)/python manage.py check --fail-level WARNING
	@$(DEMO) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(DEMO) $(BIN)/python manage.py check_migrations
	@$(DEMO) $(BIN)/python -m newsroom.catalogue check

messages: $(DEV) ## gather the interface's strings into the catalogue
	@$(BIN)/python manage.py makemessages --locale zh_Hans --no-location --ignore '.venv/*' --ignore 'var/*'

access: $(DEV) ## docs/access.md, from the table that the tests walk
	@$(BIN)/python -m tests.access_document

screenshots: $(DEV) ## the pictures of docs/images, from the demo
	@$(BIN)/python -m tests.requirements
	@$(DEMO) $(BIN)/python -m tests.screenshots

benchmark: $(DEV) ## ratios, never times: public pages, the importer, connections
	@$(BIN)/python -m benchmarks

fuzz: $(DEV) ## ten minutes of made-up input for each reader of foreign files and addresses
	@$(PIP) -r requirements/fuzz.txt
	@$(DEMO) $(BIN)/python -m benchmarks fuzz

lock: ## pin the ranges of pyproject.toml anew (needs uv on the PATH)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements/base.txt
	uv pip compile pyproject.toml --extra production --universal --python-version 3.11 --generate-hashes --no-header --quiet -c requirements/base.txt -o requirements/production.txt
	uv pip compile pyproject.toml --group dev --extra production --universal --python-version 3.11 --generate-hashes --no-header --quiet -c requirements/base.txt -o requirements/dev.txt
	uv pip compile --group fuzz --universal --python-version 3.11 --generate-hashes --no-header --quiet -c requirements/dev.txt -o requirements/fuzz.txt
	uv pip compile --group alone --no-deps --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements/alone.txt

clean: ## forget the environment and what tools left behind; the data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache staticfiles
