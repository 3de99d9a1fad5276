# The commands of a day. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

# Node as scripts/setup.sh may have fetched it; cargo as rustup leaves it.
export PATH := $(CURDIR)/build/node/bin:$(PATH):$(HOME)/.cargo/bin

# cuda, metal or vulkan: `make build FEATURES=cuda`.
FEATURES ?=
# Further arguments of `make demo` and `make eval`: `make demo ARGS="--port 9000"`.
ARGS ?=
# Kills in `make torture`, on each database.
KILLS ?= 200

TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/release/therapybridge
WORKERS := tb-asr tb-llm tb-embed
# candle has no Vulkan: the embedding worker then stays on the processor.
WORKER_FEATURES = $(foreach worker,$(WORKERS),$(foreach feature,$(FEATURES),$(if $(filter tb-embed/vulkan,$(worker)/$(feature)),,$(worker)/$(feature))))

# One compilation for all workers, the same for `make demo` and for `make test`: whisper.cpp and llama.cpp take minutes. The example
# is compiled with them because with it cargo chooses the features of shared crates as it does for the tests; without, `make test`
# would compile half of the workers twice.
BUILD_WORKERS = cargo build --release $(WORKERS:%=-p %) $(if $(FEATURES),--features "$(WORKER_FEATURES)") --bins --example tiny_gguf

CARRIED := $(WORKERS:%=build/workers/%.gz)
WORKER_SOURCES := Cargo.lock Cargo.toml .cargo/config.toml scripts/cmake/llama.cmake $(shell find src/workers -type f)
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)

.PHONY: help demo build web workers test check generate bench eval torture release setup clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*## /\t/' | expand -t 12

demo: build ## Install what is missing, build, and start the appliance with three recordings
	exec $(BINARY) demo $(ARGS)

setup: # Installs what building needs and this machine lacks
	@scripts/setup.sh build

build: setup web workers ## Build the one binary that carries everything: target/release/therapybridge
	cargo build --release -p therapybridge
	@ls -lh $(BINARY) | awk '{print "built " $$NF " (" $$5 ")"}'

web: web/dist/index.html
workers: $(CARRIED)

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build
	@touch $@ src/api/ui.rs # cargo does not notice files that are new to an embedded folder

# Rebuilds the workers when their features change.
build/features: FORCE
	@mkdir -p build && echo '$(FEATURES)' | cmp -s - $@ || echo '$(FEATURES)' > $@
FORCE:

$(CARRIED) &: $(WORKER_SOURCES) build/features
	$(BUILD_WORKERS)
	@mkdir -p build/workers
	@for worker in $(WORKERS); do \
	  strip -o build/workers/$$worker.bin $(TARGET)/release/$$worker; \
	  gzip -n9c build/workers/$$worker.bin > build/workers/$$worker.new; \
	  rm build/workers/$$worker.bin; \
	  cmp -s build/workers/$$worker.new build/workers/$$worker.gz && rm build/workers/$$worker.new && touch build/workers/$$worker.gz \
	    || mv build/workers/$$worker.new build/workers/$$worker.gz; \
	done
	@ls -lh $(CARRIED) | awk '{print "packed " $$NF " (" $$5 ")"}'

# A language model with random weights, for the tests of the whole way of a note.
build/models/random/random.gguf: $(CARRIED)
	$(BUILD_WORKERS)
	@mkdir -p $(@D)
	$(TARGET)/release/examples/tiny_gguf $@ --vocabulary 32000 --context 32768 --terse

test: ## Every test, on both databases, with the real workers and in a browser
	@FEATURES='$(FEATURES)' scripts/test.sh

check: ## Formatting, lints, documentation, licences, generated files
	@scripts/check.sh

generate: web/node_modules/.package-lock.json ## Write the generated files again: example configuration, API document, web client
	cargo run --quiet --bin therapybridge -- config example > build/generated && mv build/generated config.example.toml
	cargo run --quiet --bin therapybridge -- openapi > build/generated && mv build/generated web/openapi.json
	cd web && npm run --silent generate

bench: build ## Measure (docs/performance.md says what and how)
	cargo build --release -p tb-asr
	cargo bench --bench frames --bench practice
	cargo bench $(WORKERS:%=-p %) --bench sections
	python3 scripts/bench/run.py

eval: ## Score draft notes and the risk screen on the shipped corpus (docs/quality.md says what the figures mean)
	cargo build --quiet --bin therapybridge
	$(TARGET)/debug/therapybridge eval notes --corpus tests/quality/corpus $(ARGS)
	$(TARGET)/debug/therapybridge eval risk --sentences tests/quality/corpus/risk_sentences.jsonl $(ARGS)

torture: build ## Kill workers and servers at random, KILLS times on each database
	TB_TORTURE_KILLS=$(KILLS) cargo test --test flow -- --ignored --nocapture --test-threads 1 torture
	url=$$(scripts/postgres.sh start); trap 'scripts/postgres.sh stop' EXIT; \
	  TB_TEST_DATABASE=$$url TB_TORTURE_KILLS=$(KILLS) cargo test --test flow -- --ignored --nocapture --test-threads 1 torture

release: build ## Judge the optimised binary, and pack it with its licence and example configuration into build/release
	@FEATURES='$(FEATURES)' scripts/test.sh --release alone contract browser
	@scripts/release.sh $(BINARY)

clean: ## Remove everything that was built
	rm -rf build/models build/node build/python build/release build/schemathesis build/test build/features build/workers/*.gz web/dist web/node_modules
	cargo clean
