# Repères. `make` alone says what each target does.
.DEFAULT_GOAL := help
.PHONY: help demo run test chaos lint bench browser translations clean

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
CATALOGUE := webapp/translations/en/LC_MESSAGES/messages.mo

help: ## say what each target does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(BIN)/.app $(CATALOGUE) ## the whole chain on real content, at http://HOST:PORT
	@$(BIN)/reperes demo --host $(HOST) --port $(PORT)

run: $(BIN)/.app $(CATALOGUE) ## serve this machine's own site (base: REPERES_DATABASE)
	@$(BIN)/reperes run --host $(HOST) --port $(PORT)

test: $(BIN)/.dev $(CATALOGUE) browser ## every test, in a real browser too
	@$(BIN)/pytest -n 2 --dist loadfile

chaos: $(BIN)/.dev $(CATALOGUE) ## the long proofs: hundreds of random campaigns, thousands of requests
	@$(BIN)/pytest -m chaos

lint: $(BIN)/.dev ## style, traps of security, types, import contracts, templates, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint webapp/templates --lint --quiet
	$(BIN)/pip check --disable-pip-version-check

bench: $(BIN)/.dev $(CATALOGUE) ## what a submission, a report and a big import cost, as ratios
	@$(BIN)/python -m bench

browser: ## install Chromium for the browser tests, where this is allowed
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	command -v google-chrome >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 chromium >/dev/null; } || \
	echo "No browser here: browser tests are skipped. Type: sudo apt-get install chromium"

translations: $(BIN)/.dev ## collect the sentences of the sources into both catalogues
	@$(BIN)/python -m tools.catalogues

clean: ## forget the installation and the demonstration
	rm -rf .venv var/demo.sqlite3*

$(BIN)/python:
	@$(PYTHON) -m venv .venv 2>/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 python3-venv >/dev/null && \
	  $(PYTHON) -m venv --clear .venv; } || \
	{ echo "Python 3.11 with venv is needed. Type: sudo apt-get install python3-venv"; exit 1; }

$(BIN)/.app: requirements/app.txt pyproject.toml | $(BIN)/python
	@echo "Installing Repères in .venv (a minute or so, once)…"
	@$(INSTALL) -r requirements/app.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing Repères and its tools in .venv (a minute or two, once)…"
	@$(INSTALL) -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(BIN)/.app

$(CATALOGUE): $(wildcard webapp/translations/*/LC_MESSAGES/messages.po) | $(BIN)/.app
	@$(BIN)/pybabel -q compile -d webapp/translations
	@touch $@
