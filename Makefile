# Everything starts here. `make help` lists the verbs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Images of Python set it for small layers; without the byte code on disk every server of a test starts 2 s later.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
PY := $(VENV)/bin/python
DATA ?= data
CONSOLE := src/huozhao/http/console/index.html
SHOP := src/huozhao/http/shop/index.html
MODULES := clients/node_modules/.set-up
CONSOLE_SOURCES := $(shell find clients/console -type f -not -path '*/node_modules/*' 2>/dev/null | sed 's/ /\\ /g')
SHOP_SOURCES := $(shell find clients/storefront clients/sdk/src -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null | sed 's/ /\\ /g')

.PHONY: help run test quick lint types clients-test bench wheel set-up console shop system docs lock clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

run: set-up console shop ## set up, start the living demo mall on ./data, print the addresses
	$(VENV)/bin/huozhao demo --data $(DATA) $(ARGS)

test: set-up system lint types clients-test console shop ## set up and pass everything
	$(PY) -m pytest -q -m "not alone" --numprocesses 3 --dist loadfile
	$(PY) -m pytest -q -m alone

quick: set-up ## the tests without the slow ones
	$(PY) -m pytest -q -m "not slow and not browser and not kill" --numprocesses 2 --dist loadfile

lint: set-up ## ruff, codespell, deptry
	$(VENV)/bin/ruff check .
	$(VENV)/bin/codespell src tests docs bench scripts README.md CONTRIBUTING.md CHANGELOG.md
	$(VENV)/bin/deptry src

types: set-up ## mypy --strict
	$(VENV)/bin/mypy

bench: $(VENV)/.set-up-bench ## measure all figures, or one: make bench FIGURE=rfm
	$(PY) bench/run.py $(FIGURE)

wheel: set-up console shop ## build dist/*.whl with the console and the storefront inside
	rm -rf dist && scripts/uv build --quiet --wheel --python $(PY) --out-dir dist && rm -f dist/.gitignore && ls -l dist

docs: set-up ## write docs/reference again from the code
	$(PY) scripts/reference

set-up: $(VENV)/.set-up ## make .venv from requirements.lock

$(VENV)/.set-up: requirements.lock pyproject.toml scripts/set-up
	scripts/set-up $(VENV)
	touch $@

# The peers that figures are measured against; nothing else needs them.
$(VENV)/.set-up-bench: $(VENV)/.set-up requirements-bench.lock
	scripts/uv pip install --quiet --require-hashes --python $(PY) --requirement requirements-bench.lock
	touch $@

system: ## Debian packages that some tests need
	@scripts/system-packages

console: ## build the merchant console (needs Node 20+)
	@if scripts/has-node; then $(MAKE) --no-print-directory $(CONSOLE); \
	elif [ -f $(CONSOLE) ]; then echo "No Node.js 20+ here: the console that was built before is used."; \
	else echo "No Node.js 20+ here: the API works, the console is not built. See https://nodejs.org"; fi

$(CONSOLE): $(MODULES) $(CONSOLE_SOURCES)
	cd clients && npm run build --workspace console
	touch $@

shop: ## build the storefront for browsers (needs Node 20+)
	@if scripts/has-node; then $(MAKE) --no-print-directory $(SHOP); \
	elif [ -f $(SHOP) ]; then echo "No Node.js 20+ here: the storefront that was built before is used."; \
	else echo "No Node.js 20+ here: the API works, the storefront is not built. See https://nodejs.org"; fi

$(SHOP): $(MODULES) $(SHOP_SOURCES)
	cd clients && npm run build --workspace storefront
	touch $@

$(MODULES): clients/package-lock.json
	cd clients && npm ci --no-progress
	touch $@

clients-test: ## type check and test the clients
	@if scripts/has-node; then $(MAKE) --no-print-directory $(MODULES) && cd clients && npm test --workspaces --if-present; \
	else echo "No Node.js 20+ here: the clients' tests are left out."; fi

RESOLVE := scripts/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet

lock: $(VENV)/.set-up ## resolve the two locks again from pyproject.toml
	$(RESOLVE) --extra dev --upgrade --output-file requirements.lock
	$(RESOLVE) --extra bench --constraints requirements.lock --output-file requirements-bench.lock

clean: ## remove what was built (not your data)
	rm -rf $(VENV) dist clients/node_modules clients/*/node_modules clients/*/dist src/huozhao/http/console src/huozhao/http/shop \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
