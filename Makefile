# Every target sets up what it needs: Python 3.11 or newer and make are enough.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# `up` ends with this make, also when it is killed: it has to know whom to watch from the first moment.
MAKE_PID = $(shell echo $$PPID)

RESOLVE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help up demo test prove check format bench reset lock

help: ## List the targets
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv (about 1 GB of wheels, a minute or two) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Naryad needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

up: $(READY) ## Start the whole system; Ctrl-C stops it
	@$(BIN)/python -m stack up --parent $(MAKE_PID)

demo: $(READY) ## Walk orders through all stages of the running system
	@$(BIN)/python -m stack demo

# A process of the tests that dies ends the run, and one that hangs is made to die, with its stacks printed:
# xdist itself would wait for both for ever.
test: $(READY) ## Run every test on real servers of their own
	@$(BIN)/python -m pytest -n 2 --max-worker-restart 0 -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true

prove: $(READY) ## Run the long forms of the proofs (hours)
	@NARYAD_PROVE=1 $(BIN)/python -m pytest

check: $(READY) ## Format, lint, types, import rules, API against the last release
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.contract

format: $(READY) ## Format the code and mend what lint can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY) ## Measure speed as ratios within one run (WRITE=1 keeps them)
	@$(BIN)/python -m benchmarks $(if $(WRITE),--write)
	@$(BIN)/python -m benchmarks.board
	@$(BIN)/python -m benchmarks.media
	@$(BIN)/python -m benchmarks.idle
	@$(BIN)/python -m benchmarks.messages
	@$(BIN)/python -m benchmarks.menu

reset: $(READY) ## Empty the data of the local stack
	@$(BIN)/python -m stack reset

lock: ## Resolve the dependencies anew into the two lock files (needs uv)
	$(RESOLVE) --all-extras -o requirements.lock
	$(RESOLVE) --constraints requirements.lock -o requirements-production.lock
