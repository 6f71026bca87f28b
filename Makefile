# Gauger: make (the three files), make check, make demo, make sanitize, make lint, make bench.
# A floor's tests alone, in a build folder of one's own:  make check-stats B=build/mine
B       ?= build
# Make knows CC as cc from the start, so that ?= would never take.
ifeq ($(origin CC),default)
CC      := gcc
endif
VERSION := 0.1.0

# The house from the ground up: each floor may use those before it.
FLOORS  := base stats table privacy evidence evaluate gate disclose report cli

PACKAGES := gcc make pkg-config libgsl-dev libsvm-dev libsqlite3-dev libjansson-dev libyaml-dev \
            libsodium-dev libxml2-dev check

CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DGG_VERSION='"$(VERSION)"' -fPIC -fvisibility=hidden -pthread \
           -ffp-contract=off $(WARN) -Iinclude -Isrc -Itests -MMD -MP $(CFLAGS) $(SANITIZE)
LIBS     := -lgsl -lgslcblas -ljansson -lyaml -lsodium -lxml2 -lsqlite3 -lpthread -lm
TEST_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck) $(LIBS)

SRC      := $(sort $(wildcard $(FLOORS:%=src/%/*.c) src/cli/cmd/*.c))
LIB_SRC  := $(filter-out src/cli/%,$(SRC))
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/obj/%.o)
CLI_OBJ  := $(patsubst %.c,$(B)/obj/%.o,$(filter src/cli/%,$(SRC)))
TEST_SRC := $(sort $(wildcard $(FLOORS:%=tests/%/test_*.c)))
TEST_BIN := $(TEST_SRC:tests/%.c=$(B)/tests/%)

.PHONY: all check check-slow demo deps lint sanitize bench clean install suites scenes
.DELETE_ON_ERROR:
.SECONDARY:

all: $(B)/gauger $(B)/libgauger.a $(B)/libgauger.so

# libxml2 keeps its headers in a folder of their own; only the report floor may use them.
$(B)/obj/src/report/%.o: ALL_CFLAGS += $(shell pkg-config --cflags libxml-2.0 2>/dev/null || echo -I/usr/include/libxml2)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(B)/libgauger.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(B)/libgauger.so: $(LIB_OBJ)
	$(CC) -shared -Wl,-soname,libgauger.so -Wl,--no-undefined $(SANITIZE) $^ $(LIBS) -o $@

$(B)/gauger: $(CLI_OBJ) $(B)/libgauger.a
	$(CC) $(SANITIZE) $^ $(LIBS) -o $@

# One archive a floor, so that a floor's tests link only what lies at or below it.
define floor_rules
$(B)/floors/lib$(1).a: $(patsubst %.c,$(B)/obj/%.o,$(wildcard src/$(1)/*.c) $(if $(filter cli,$(1)),$(wildcard src/cli/cmd/*.c)))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
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
	$$(CC) $$(SANITIZE) $$^ $$(TEST_LIBS) -o $$@
endef
$(foreach f,$(FLOORS),$(eval $(call test_rules,$(f))))

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(TEST_SRC:%.c=$(B)/obj/%.d)
