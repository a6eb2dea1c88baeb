# Two commands do everything on a fresh machine: make book, make test.
# They need Python 3.11 to 3.13, make and a package index, and nothing else.

PYTHON   ?= python3
LANGUAGE ?= en
STUDY    ?=
DATA     ?=
VENV     := .venv
BIN      := $(VENV)/bin
READY    := $(VENV)/.ready

.PHONY: book test check lab bench validation recovery clean lock ready
.DEFAULT_GOAL := book

book: $(READY)  ## build the report: _build/html (LANGUAGE=da: _build/html-da)
	@$(BIN)/compendium build --language $(LANGUAGE) $(if $(STUDY),--study "$(STUDY)")

test: $(READY)  ## run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(READY)  ## style, types, floors, notebooks without outputs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

lab: $(READY)  ## JupyterLab on the notebooks; real data's outputs are never saved
	@$(BIN)/jupyter lab --notebook-dir=notebooks \
	  --ServerApp.jpserver_extensions="compendium.report.saving=True"

bench: $(READY)  ## measure what the project promises about speed
	@for file in benchmarks/*.py; do $(BIN)/python "$$file" || exit 1; done

validation: $(READY)  ## compute published results on open data anew, and record them (DATA=PATH)
	@$(BIN)/compendium validation $(if $(DATA),--data "$(DATA)")

recovery: $(READY)  ## run designs on simulated studies whose truth is known, and record it
	@$(BIN)/python benchmarks/recovery.py

clean:  ## remove what was built; the environment stays
	@rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis

ready: $(READY)  ## the environment, in place

lock: pyproject.toml  ## resolve the ranges of pyproject.toml anew (needs uv)
	@uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header \
	  --no-annotate --python-version 3.11 -o requirements.lock

# The environment: made once, and again whenever the lock or the project file is newer.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is another. Say: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) (about a minute, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@if git rev-parse --git-dir >/dev/null 2>&1; then \
	  git config filter.nbstripout.clean "$(BIN)/python -m nbstripout --keep-id" && \
	  git config filter.nbstripout.smudge cat && \
	  git config filter.nbstripout.required true && \
	  git config diff.ipynb.textconv "$(BIN)/python -m nbstripout --keep-id -t"; fi
	@touch $@
