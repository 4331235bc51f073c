# Belfry: the things one does with it. `make` or `make help` lists them.

PREFIX ?= /usr/local
DESTDIR ?=
KEEP ?=
MINUTES ?= 10

.DEFAULT_GOAL := help
.PHONY: help demo test check prove bench fuzz soak build release format lint install uninstall dist clean prepare

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: prepare ## publish sample posts to the built-in sandbox; KEEP=1 leaves it running
	@KEEP='$(KEEP)' scripts/demo.sh

test: prepare ## lint, build and run all tests, and the simulation
	@scripts/lint.sh
	@scripts/test.sh

check: prepare ## quick checks before a commit: format, house rules, systemd files, scripts
	@scripts/check.sh

prove: build ## the acceptance experiments on the release binary; MINUTES=10, ONLY=1,3 chooses
	@MINUTES='$(MINUTES)' scripts/prove.sh

bench: build ## Belfry beside other job queues and the physical limit; QUICK=1, SLOW_DISK=1, ONLY=G1
	@scripts/prepare.sh bench
	@scripts/bench.sh

fuzz: prepare ## mutated inputs for everything that reads bytes from outside; MINUTES=10
	@MINUTES='$(MINUTES)' scripts/fuzz.sh

soak: prepare ## simulated weeks of crashes and faults, with seeds that were never run; MINUTES=10
	@scripts/sim.sh '$(MINUTES)'

build: prepare ## the release binary, stripped: .build/belfry
	@scripts/build.sh

release: test dist ## all tests, then dist

format: prepare ## format all Swift files
	@scripts/lint.sh format

lint: prepare ## complain about Swift files that are not formatted
	@scripts/lint.sh

install: build ## install into PREFIX (/usr/local), below DESTDIR if given
	@scripts/stage.sh .build/stage
	@.build/stage/install.sh --prefix '$(PREFIX)' --destdir '$(DESTDIR)'

uninstall: ## remove what install put there; configuration and database stay
	@scripts/install.sh --uninstall --prefix '$(PREFIX)' --destdir '$(DESTDIR)'

dist: build ## dist/belfry-VERSION-linux-ARCH.tar.gz, which needs no toolchain
	@scripts/dist.sh

clean: ## remove everything that was built
	rm -rf .build dist .demo

prepare:
	@scripts/prepare.sh
