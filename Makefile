# Every action is a verb here; `make help` lists them.
BUILD := build
JOBS := $(shell nproc)
ANDVARI := $(BUILD)/cli/andvari
SOURCES = $(shell git ls-files -co --exclude-standard '*.cpp' '*.hpp')

.DEFAULT_GOAL := help
.PHONY: run test configured build bench fuzz security lint tidy format clean help

run: configured ## Build the program and start everything with the demo: PORT=8080 and DATA=data may be given. Ctrl-C stops it.
	@infra/install.sh run
	@cmake --build $(BUILD) --parallel $(JOBS) --target andvari
	@$(ANDVARI) up --demo $(if $(PORT),--http-port $(PORT)) $(if $(DATA),--data $(DATA))

test: build ## Build and run every test.
	@infra/install.sh run test fuzz
	@infra/test.sh $(BUILD)

configured:
	@infra/install.sh build
	@test -f $(BUILD)/build.ninja || cmake --preset default

build: configured ## Install what is missing and build, tests and all, into build/.
	@cmake --build $(BUILD) --parallel $(JOBS)

bench: build ## Measure, beside the limits of this machine; writes docs/performance.md's table.
	@infra/install.sh run test bench
	@tests/load/run.sh $(BUILD)

fuzz: ## Attack each reader of foreign bytes with made-up input for SECONDS=60.
	@infra/install.sh build fuzz
	@tests/fuzz/run.sh $(or $(SECONDS),60)

security: build ## Let tools that others wrote attack it; writes docs/security.md's table.
	@infra/install.sh run test security
	@tests/security/run.sh $(BUILD)

lint: ## Check layers, lengths and format.
	@infra/install.sh lint
	@infra/lint/layers.sh .
	@infra/lint/lengths.sh .
	@clang-format --dry-run --Werror $(SOURCES)

tidy: build ## Run clang-tidy over the program's sources (slow).
	@infra/install.sh lint
	@run-clang-tidy -quiet -p $(BUILD) '^$(CURDIR)/(shared|services|gateway|feed|cli)/.*(?<!_test)\.cpp$$'

format: ## Format every source file.
	@infra/install.sh lint
	@clang-format -i $(SOURCES)

clean: ## Remove what was built; the data stays.
	@rm -rf $(BUILD)

help: ## This list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
