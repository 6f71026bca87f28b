# Gauger. `make help` lists what can be made.
# A floor's tests alone, in a build folder of one's own:  make check-stats B=build/mine
B       ?= build
# Make knows CC as cc from the start, so that ?= would never take.
ifeq ($(origin CC),default)
CC      := gcc
endif
VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

# The house from the ground up: each floor may use those before it.
FLOORS  := base stats table synth privacy evidence model evaluate registry gate disclose report cli

# Debian packages, by name. Nothing of them is needed for this file to be read.
PACKAGES      := gcc libc6-dev make pkg-config libgsl-dev libsvm-dev libsqlite3-dev libjansson-dev \
                 libyaml-dev libsodium-dev nettle-dev libxml2-dev unixodbc-dev check jq sqlite3 libsvm-tools
# For tests of databases, which say so and go on where these are not to be had.
TEST_PACKAGES := unixodbc odbc-postgresql libsqliteodbc postgresql
LINT_PACKAGES := clang clang-format cppcheck g++ shellcheck
FUZZ_PACKAGES := clang libclang-rt-14-dev

CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DGG_VERSION='"$(VERSION)"' -fPIC -fvisibility=hidden -pthread \
           -ffp-contract=off $(WARN) -Iinclude -Isrc -Itests -MMD -MP $(CFLAGS) $(SANITIZE)
LIBS     := -lgsl -lgslcblas -ljansson -lyaml -lsodium -lnettle -lsqlite3 -lpthread -lm
TEST_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck) -lsvm -lxml2 $(LIBS)

SRC      := $(sort $(wildcard $(FLOORS:%=src/%/*.c) src/cli/cmd/*.c))
LIB_SRC  := $(filter-out src/cli/%,$(SRC))
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/obj/%.o)
CLI_OBJ  := $(patsubst %.c,$(B)/obj/%.o,$(filter src/cli/%,$(SRC)))
TEST_SRC := $(sort $(wildcard $(FLOORS:%=tests/%/test_*.c)))
TEST_BIN := $(TEST_SRC:tests/%.c=$(B)/tests/%)
FUZZ_BIN := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

# make V=1 shows the commands.
ifeq ($(V),1)
SAY = @:
else
Q   := @
SAY = @printf '  %-3s %s\n'
endif

# A make of one's own inside a recipe; with as many jobs as processors where none were asked for.
JOBS := $(shell nproc 2>/dev/null || echo 2)
AGAIN = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

.PHONY: all check check-slow demo bench deps lint-deps fuzz-deps sanitize lint fuzz install clean help \
        tests suites scenes
.DELETE_ON_ERROR:
.SECONDARY:

## all         the program, libgauger.a and libgauger.so (what make alone does)
all: $(B)/gauger $(B)/libgauger.a $(B)/libgauger.so

# libxml2 keeps its headers in a folder of their own; only the tests of the report floor use it.
$(B)/obj/tests/report/%.o: ALL_CFLAGS += $(shell pkg-config --cflags libxml-2.0 2>/dev/null || echo -I/usr/include/libxml2)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) -c $< -o $@

$(B)/libgauger.a: $(LIB_OBJ)
	@rm -f $@
	$(SAY) AR $@
	$(Q)ar rcs $@ $^

$(B)/libgauger.so: $(LIB_OBJ)
	$(SAY) LD $@
	$(Q)$(CC) -shared -Wl,-soname,libgauger.so -Wl,--no-undefined $(SANITIZE) $^ $(LIBS) -o $@

$(B)/gauger: $(CLI_OBJ) $(B)/libgauger.a
	$(SAY) LD $@
	$(Q)$(CC) $(SANITIZE) $^ $(LIBS) -o $@

# One archive a floor, so that a floor's tests link only what lies at or below it.
define floor_rules
$(B)/floors/lib$(1).a: $(patsubst %.c,$(B)/obj/%.o,$(wildcard src/$(1)/*.c) $(if $(filter cli,$(1)),$(wildcard src/cli/cmd/*.c)))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^
.PHONY: check-$(1)
check-$(1): $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/$(1)/test_*.c))
	@tools/run_suites.sh $$^
endef
$(foreach f,$(FLOORS),$(eval $(call floor_rules,$(f))))

# $(call below,F): F and the floors under it, from the top down (the order that linking wants).
reverse = $(if $(1),$(call reverse,$(wordlist 2,99,$(1))) $(firstword $(1)))
upto    = $(if $(2),$(firstword $(2)) $(if $(filter $(1),$(firstword $(2))),,$(call upto,$(1),$(wordlist 2,99,$(2)))))
below   = $(call reverse,$(call upto,$(1),$(FLOORS)))

define test_rules
$(B)/tests/$(1)/%: $(B)/obj/tests/$(1)/%.o $(foreach f,$(call below,$(1)),$(B)/floors/lib$(f).a)
	@mkdir -p $$(@D)
	$$(SAY) LD $$@
	$$(Q)$$(CC) $$(SANITIZE) $$^ $$(TEST_LIBS) -o $$@
endef
$(foreach f,$(FLOORS),$(eval $(call test_rules,$(f))))

## check       installs what is missing, builds, runs all tests; the last line is the sum
check:
	@$(MAKE) --no-print-directory deps
	@tools/deps.sh $(TEST_PACKAGES) || true
	@tools/duckdb.sh $(B)/duckdb || true
	@$(AGAIN) all
	@$(AGAIN) tests

## check-slow  check with the long simulations as well, then sanitize
check-slow: export GAUGER_SLOW := 1
check-slow:
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory sanitize

# Where libduckdb is not installed, the tests take the one that check has put into the build folder.
DUCKDB := $(abspath $(B))/duckdb/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so
tests suites scenes sanitize check-table: \
    export GAUGER_DUCKDB_LIBRARY := $(or $(GAUGER_DUCKDB_LIBRARY),$(wildcard $(DUCKDB)))

## check-FLOOR the tests of one floor (check-base, check-stats, ...)

tests: $(TEST_BIN) $(B)/gauger
	@tools/run_tests.sh $(B)/gauger $(TEST_BIN)

suites: $(TEST_BIN)
	@tools/run_suites.sh $(TEST_BIN)

scenes: $(B)/gauger
	@tools/run_scenes.sh $(B)/gauger

## demo        installs what is missing, builds, and shows the main job on real data
demo:
	@$(MAKE) --no-print-directory deps
	@$(AGAIN) all
	@GAUGER=$(B)/gauger tools/demo.sh

## deps        installs the Debian packages that are missing
deps:
	@tools/deps.sh $(PACKAGES)

lint-deps:
	@tools/deps.sh $(PACKAGES) $(LINT_PACKAGES)

fuzz-deps:
	@tools/deps.sh $(PACKAGES) $(FUZZ_PACKAGES)

## sanitize    all tests, with the address, leak and undefined behaviour sanitizers
# An exit status of 99 tells a sanitizer's end from the program's own. gcc warns of cut texts and of
# unset variables that its instrumentation alone makes it see.
sanitize: export ASAN_OPTIONS = detect_leaks=1:allocator_may_return_null=1:exitcode=99
sanitize: export LSAN_OPTIONS = exitcode=99
sanitize: export UBSAN_OPTIONS = print_stacktrace=1:exitcode=99
sanitize:
	@$(MAKE) --no-print-directory deps
	@$(AGAIN) B=$(B)/sanitize \
	    CFLAGS="-O1 -g -fno-omit-frame-pointer -Wno-format-truncation -Wno-maybe-uninitialized" \
	    SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" tests

## lint        layers, lengths, banned calls, headers, exports, words, clang, cppcheck
lint:
	@$(MAKE) --no-print-directory lint-deps
	@$(AGAIN) all
	@FLOORS="$(FLOORS)" PACKAGES="$(PACKAGES)" JOBS=$(JOBS) tools/lint.sh $(B)

# What lint.sh asks for: everything compiled by clang, nothing linked.
.PHONY: objects
objects: $(LIB_OBJ) $(CLI_OBJ) $(TEST_SRC:%.c=$(B)/obj/%.o)

## fuzz        feeds the readers mutated input, FUZZ_SECONDS (60) for each
FUZZ_SECONDS ?= 60
fuzz:
	@$(MAKE) --no-print-directory fuzz-deps
	@$(AGAIN) B=$(B)/clang-fuzz CC=clang CFLAGS="-O1 -g -fno-omit-frame-pointer" \
	    SANITIZE="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all" fuzzers
	@tools/run_fuzz.sh $(FUZZ_SECONDS) $(FUZZ_BIN:$(B)/%=$(B)/clang-fuzz/%)

.PHONY: fuzzers
fuzzers: $(FUZZ_BIN)
$(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(B)/libgauger.a
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(SANITIZE:fuzzer-no-link=fuzzer) -fsanitize=fuzzer $^ -lsvm $(LIBS) -o $@

## bench       ratios beside the peers that are installed (bench/README.md); takes some minutes
BENCH_ROWS ?= 1,10
bench: all $(B)/bench/spawn $(B)/bench/draws
	@python3 bench/run.py --gauger $(B)/gauger --spawn $(B)/bench/spawn --work $(B)/bench --rows $(BENCH_ROWS) $(BENCH)

$(B)/bench/spawn: bench/spawn.c
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) -O2 $(WARN) -D_GNU_SOURCE $< -o $@

$(B)/bench/draws: bench/draws.c $(B)/libgauger.a
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) -O2 $(WARN) -D_GNU_SOURCE -Iinclude $^ $(LIBS) -o $@

## install     to PREFIX (/usr/local) below DESTDIR: program, libraries, headers, gauger.pc
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(B)/gauger $(DESTDIR)$(PREFIX)/bin/gauger
	install -m 644 $(B)/libgauger.a $(DESTDIR)$(PREFIX)/lib/libgauger.a
	install -m 644 $(B)/libgauger.so $(DESTDIR)$(PREFIX)/lib/libgauger.so
	for h in $$(find include -name '*.h'); do \
	    install -D -m 644 $$h $(DESTDIR)$(PREFIX)/$$h || exit 1; done
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@LIBS@|$(LIBS)|' \
	    tools/gauger.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/gauger.pc

## clean       removes the folder build
clean:
	rm -rf build

## help        this list
help:
	@sed -n 's/^## /make /p' Makefile

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(TEST_SRC:%.c=$(B)/obj/%.d) $(FUZZ_BIN:$(B)/fuzz/%=$(B)/obj/tests/fuzz/%.d)
