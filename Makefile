.DEFAULT_GOAL := help
.PHONY: help demo test check fix generate serve bench bench-large torture fuzz

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: ## a whole deliberation on this machine, then the reference forums where they are present
	@scripts/demo.sh

test: ## install what is missing, check the style, run every test
	@scripts/test.sh

check: ## every check that reads only: format, lints, contract, tidiness, licences
	@scripts/check.sh

fix: ## write what tools can mend: format and simple lints
	@scripts/fix.sh

generate: ## write the reference and the clients' code anew, after a change in proto/
	@scripts/generate.sh

serve: ## run the server on this machine
	@cargo run --locked -- serve

bench: ## measure speed beside its baselines, and write docs/benchmarks.md
	@scripts/bench.sh

bench-large: ## measure the opinion map of a million people; it needs a GiB of memory
	@BENCH=map-large scripts/bench.sh

torture: ## kill the server under load and look for anything lost
	@scripts/torture.sh

fuzz: ## feed the parsers nonsense
	@scripts/fuzz.sh
