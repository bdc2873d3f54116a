# The two commands of the README: `make run` starts from source, `make test` is what must be green before each commit.
# Both set up whatever is missing. Everything else is a part of them, or a longer run with a name of its own.
SHELL := /bin/bash
PY := .venv/bin/python
# A build that any other machine can repeat byte for byte.
export PYTHONHASHSEED := 1
export SOURCE_DATE_EPOCH := 1764000000

.PHONY: run demo test check unit package packaged bench torture setup clean

run: setup
	@DESKS="$(DESKS)" tools/run.sh

demo: setup
	@tools/headless.sh $(PY) -m tools.demo

test: check unit packaged
	@echo "all green"

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/deptry .

unit: setup
	tools/headless.sh $(PY) -m pytest -m "not packaged and not desk" -n 2
	tools/headless.sh $(PY) -m pytest -m desk

packaged: package
	tools/headless.sh $(PY) -m pytest -m packaged -p no:randomly

package: setup
	$(PY) -m PyInstaller --noconfirm --log-level WARN build.spec
	tools/deb.sh

bench: setup
	tools/headless.sh $(PY) -m benchmarks

# The long runs: SIGKILL at N random moments, and the faulty line for N seeds.
torture: setup
	FIELDCASE_KILLS=$(or $(N),200) FIELDCASE_RUNS=$(or $(N),200) tools/headless.sh $(PY) -m pytest tests/models tests/sync tests/process tests/torture

setup: .venv/.stamp
	@tools/setup.sh system

.venv/.stamp: requirements.lock pyproject.toml tools/setup.sh
	@tools/setup.sh python
	@touch $@

clean:
	rm -rf build dist out .training
