# The two commands of the README, and their parts. Each sets up what it needs; see scripts/setup.sh.
.DEFAULT_GOAL := help

NOX := .venv/bin/nox --non-interactive

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

.PHONY: demo
demo: ## build the fixtures, then check and test a correct and a faulty library
	@bash scripts/setup.sh demo
	@$(NOX) --session demo

.PHONY: test
test: ## run every lint and every test, the sanitizer's included
	@bash scripts/setup.sh
	@$(NOX)

.PHONY: lint
lint: ## run the lints, the type checker and the layer contracts only
	@bash scripts/setup.sh
	@$(NOX) --session lint types layers

.PHONY: setup
setup: ## make .venv and find, or install, the compilers
	@bash scripts/setup.sh

.PHONY: clean
clean: ## remove everything that was built, .venv included
	rm -rf .venv .nox .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .ffisafe
	rm -rf dist rust_fixtures/target .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
