# Everything a newcomer types. Nothing but python3, git and make is assumed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# What `make run` reads and writes; AS_OF is the day it stands for (today when empty).
RAW ?= data/raw
OUT ?= data/processed
TOPIC ?= us-cambodia-defense
AS_OF ?=
# Who does the work, local or dask; DASK_ADDRESS is the scheduler of a cluster, with none it starts workers here.
ENGINE ?= local
DASK_ADDRESS ?=
# A list of feeds and addresses to fetch first; nothing is fetched when empty.
SOURCES ?=
# Gates that this night may fail, by name; they are listed in schemas/expectations/gates.yaml.
ACCEPT ?=

# What people have put right: a folder with a file a topic.
CORRECTIONS ?= data/corrections

# Where `make publish` goes, and as what; DATASET is a description of your own, SECRET a block that holds the token.
ADDRESS ?= $(DATELINES_CKAN_URL)
TO ?= ckan
DATASET ?=
SECRET ?=

export PREFECT_HOME ?= $(CURDIR)/.work/prefect

.PHONY: help setup setup-dev run publish test test-slow test-crash test-dask test-portal test-browser pictures check format docs calibrate card bench bench-archive golden lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# A stamp a lock file: an unchanged lock costs nothing, a changed one installs again.
$(VENV)/.runtime: requirements.lock pyproject.toml
	@echo "setting up $(VENV) (about a minute, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -q --no-deps --require-hashes -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(PIP) install -q --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## only the environment
setup-dev: $(VENV)/.dev

run: setup ## the nightly flow over RAW, for the day AS_OF, into OUT
	@$(BIN)/python -m flows.nightly --raw "$(RAW)" --out "$(OUT)" --topic "$(TOPIC)" $(if $(AS_OF),--as-of "$(AS_OF)") $(if $(SOURCES),--sources "$(SOURCES)") $(if $(ACCEPT),--accept "$(ACCEPT)") --corrections "$(CORRECTIONS)" --engine "$(ENGINE)" $(if $(DASK_ADDRESS),--dask-address "$(DASK_ADDRESS)")

publish: setup ## the newest release to the portal at ADDRESS (TO=ckan, folder, datasette)
	@$(BIN)/python -m flows.publish "$(ADDRESS)" --to "$(TO)" --out "$(OUT)" --topic "$(TOPIC)" $(if $(DATASET),--dataset "$(DATASET)") $(if $(SECRET),--secret "$(SECRET)")

test: setup-dev ## the tests that need nothing but Python
	@$(BIN)/python -m pytest -m "not slow and not crash and not dask and not portal and not browser"

test-slow: setup-dev ## the tests with real servers and schedules
	@$(BIN)/python -m pytest -m slow

test-crash: setup-dev ## death and failure at 260 points of a night
	@$(BIN)/python -m pytest -m crash

test-dask: setup-dev ## a night on a real Dask cluster, with workers killed, a scheduler restarted, a straggler
	@$(BIN)/python -m pytest -m dask

test-portal: setup-dev ## against a real CKAN, which it sets up; needs root and Debian
	@$(BIN)/python -m pytest -m portal

test-browser: setup-dev ## the page in a real browser; needs root and Debian to install one
	@$(BIN)/python -m pytest -m browser

pictures: setup-dev ## the pictures of the page that README and docs show; needs root and Debian
	@$(BIN)/python tests/browser/pictures.py

check: setup-dev ## format, lint, types, import contracts, generated docs; no tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m schemas.reference --check

format: setup-dev ## rewrite the code in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/python -m schemas.reference

docs: setup-dev ## the documentation as a site, in .work/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build -q --strict
	@echo ".work/site/index.html"

calibrate: setup-dev ## how sure rows are, fitted again to the annotated articles
	@$(BIN)/python -m benchmarks.calibrate --topic "$(TOPIC)"

card: setup-dev ## the accuracy card: the rules measured on the annotated articles
	@$(BIN)/python -m benchmarks.card

bench: setup-dev ## speed and accuracy beside the peers, what hostile text costs, articles to mentions
	@mkdir -p .work/chrono
	@if command -v npm >/dev/null; then npm install --silent --no-fund --no-audit --prefix .work/chrono chrono-node || echo "chrono-node could not be installed: left out"; fi
	@$(BIN)/python -m benchmarks.tagging --chrono .work/chrono
	@$(BIN)/python -m benchmarks.hostile
	@$(BIN)/python -m benchmarks.extraction
	@$(BIN)/python -m benchmarks.peers

bench-archive: setup-dev ## the curve: a night with 100 new articles over 10,000, 30,000 and 100,000
	@$(BIN)/python -m benchmarks.archive --articles 10000 30000 100000 --keep .work/archive

golden: setup-dev ## rewrite the golden files; review the diff
	@$(BIN)/python -m pytest tests/test_golden.py tests/test_docs.py --rewrite-golden

lock: ## pin requirements/*.in again (needs uv)
	uv pip compile -q --universal --python-version 3.11 requirements/runtime.in --generate-hashes --no-strip-extras --no-header -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 requirements/dev.in --generate-hashes --no-strip-extras --no-header -o requirements-dev.lock

clean: ## remove the environment and work folders, never data
	rm -rf $(VENV) .work .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
