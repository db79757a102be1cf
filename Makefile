# `make run` opens the editor, `make run ARGS="train FILE"` runs a command without it, `make test` runs all checks.
# `make quick` proves the whole stack in seconds; `make test-slow` trains the examples and draws property tests at random.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ARGS ?=

.PHONY: run test quick test-slow fuzz lint benchmarks docs clean

run: .venv/run.stamp
	@$(BIN)/python main.py $(ARGS)

# The order of sets is fixed too, so that a run never fails by chance.
test: export PYTHONHASHSEED = 0
test: lint
	OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not slow" --numprocesses auto --dist worksteal

quick: .venv/test.stamp
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/test_whole_stack.py

test-slow: .venv/test.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "slow or hypothesis" --hypothesis-profile=explore

# So many mutated inputs for each kind of file: `FUZZ=100000 make fuzz`.
fuzz: export FUZZ := $(or $(FUZZ),10000)
fuzz: .venv/test.stamp
	OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/fuzz --numprocesses auto

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmarks: .venv/test.stamp
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

docs: .venv/docs.stamp
	rm -rf build/docs build/site
	mkdir -p build
	cp -r docs build/docs
	cp examples/README.md build/docs/examples.md
	QT_QPA_PLATFORM=offscreen $(BIN)/python main.py layers --pages build/docs/layers
	.venv/docs/bin/zensical build --strict --clean
	@echo "The site is in build/site: open build/site/index.html"

.venv/bin/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'LayerLoom needs Python 3.11 or newer')"
	$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml setup.py requirements/run.txt requirements/torch-cpu.txt tools/ensure_qt_libraries.py | .venv/bin/python
	@$(PIP) --require-hashes --no-deps -r requirements/torch-cpu.txt 2>/dev/null || true
	$(PIP) --require-hashes --no-deps -r requirements/run.txt
	$(PIP) --no-build-isolation -e .
	$(BIN)/python tools/ensure_qt_libraries.py
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/development.txt
	$(PIP) --require-hashes --no-deps -r requirements/development.txt
	$(PIP) --no-build-isolation -e ".[development]"
	@touch $@

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis
