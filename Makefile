# Everything from a fresh clone with Python >= 3.11 and make. `make help` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
# Without compiled files every process compiles all it imports anew: half of its start.
unexport PYTHONDONTWRITEBYTECODE
export ZHIYU_HOME ?= $(CURDIR)/var
PORT ?= 8000
SIM_PORT ?= 8100
# One more than two processors: many tests wait for films, browsers and starting schools.
JOBS ?= 3
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
# uv is quick; where it cannot be installed pip does the same.
INSTALL = if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --python $(BIN)/python "$$@"; else $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$@"; fi

.DEFAULT_GOAL := help
.PHONY: help run setup tracing test check .types .reading bench fmt lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp ## set up what is missing, then run the demo school on http://127.0.0.1:8000
	@exec $(BIN)/zhiyu up --demo --port $(PORT) --sim-port $(SIM_PORT)

setup: .venv/run.stamp ## set up only: environment, packages, database, demo school
	@mkdir -p "$$ZHIYU_HOME"; half="$$ZHIYU_HOME/setup.unfinished"; \
	if [ ! -e "$$half" ] && { [ -e "$$ZHIYU_HOME/pg" ] || [ -e "$$ZHIYU_HOME/pg.place" ]; }; then echo "· $$ZHIYU_HOME has its database already"; \
	else touch "$$half" && $(BIN)/zhiyu demo && rm -f "$$half"; fi

tracing: .venv/tracing.stamp ## add the packages that leak tracing needs

test: .venv/dev.stamp ## all tests; those that need a browser are skipped without one, required with CI=true
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS) || { [ $$? = 1 ] && [ "$$CI" = true ] && $(BIN)/python -m tools.ask_again; }

check: .venv/dev.stamp ## everything that reads the code without running it
	@$(MAKE) --no-print-directory -j2 .types .reading

.types:
	@echo "· types";        $(BIN)/mypy

.reading:
	@echo "· format";       $(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --diff . 2>&1 | tail -40; exit 1; }
	@echo "· ruff";         $(BIN)/ruff check --quiet .
	@echo "· shape";        $(BIN)/python -m tools.check_shape src tests
	@echo "· floors";       $(BIN)/lint-imports --no-logo >.venv/floors.txt 2>&1 || { cat .venv/floors.txt; exit 1; }
	@echo "· migrations";   $(BIN)/python -W ignore -m zhiyu.command.main manage makemigrations --check --dry-run
	@echo "· locks";        $(BIN)/python -W ignore -m tools.check_migrations
	@echo "· openapi";      $(BIN)/python -m tools.check_openapi
	@echo "· templates";    $(BIN)/djlint src --quiet --lint
	@echo "· dependencies"; $(BIN)/deptry src >.venv/deptry.txt 2>&1 || { cat .venv/deptry.txt; exit 1; }
	@echo "· translations"; $(BIN)/python -m tools.check_translations

bench: .venv/dev.stamp ## measure what requests, sales, films and events cost (bench/README.md)
	@$(BIN)/python -m bench $(ARGS)

fmt: .venv/dev.stamp ## format the code and mend what can be mended by itself
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

lock: .venv/dev.stamp ## resolve the dependencies anew into requirements/*.txt, with hashes
	$(LOCK) pyproject.toml requirements/build.in -o requirements/run.txt
	$(LOCK) pyproject.toml requirements/build.in --extra tracing -c requirements/run.txt -o requirements/tracing.txt
	$(LOCK) pyproject.toml requirements/build.in --extra dev --extra tracing -c requirements/tracing.txt -o requirements/dev.txt
	echo uv | $(LOCK) - -o requirements/uv.txt

clean: ## remove the environment and caches; ./var with its data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing that venv makes: an environment that was cut off half-way is made again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "zhiyu needs Python 3.11 or newer (Debian: apt install python3), or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing (Debian: apt install python3-venv)"; exit 1; }
	@echo "· virtual environment"; $(PYTHON) -m venv .venv

.venv/uv.stamp: requirements/uv.txt | $(BIN)/pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt || echo "· uv is not to be had here, going on with pip"
	@touch $@

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/uv.stamp
	@echo "· packages"; set -- --require-hashes -r requirements/run.txt; $(INSTALL)
	@set -- --no-deps --no-build-isolation -e .; $(INSTALL)
	@touch $@

.venv/tracing.stamp: requirements/tracing.txt | .venv/run.stamp
	@echo "· packages for leak tracing"; set -- --require-hashes -r requirements/tracing.txt; $(INSTALL)
	@touch $@

.venv/dev.stamp: requirements/dev.txt pyproject.toml | .venv/uv.stamp
	@echo "· packages for developing"; set -- --require-hashes -r requirements/dev.txt; $(INSTALL)
	@set -- --no-deps --no-build-isolation -e .; $(INSTALL)
	@touch $@ .venv/run.stamp
