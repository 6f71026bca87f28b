#!/bin/sh
# Each check of `make lint` finds what it is for, and lets a clean tree pass.
. "$(dirname "$0")/../cli/scene.sh"

FLOORS="base stats table cli"
export FLOORS

# A small tree that is in order: a header, its source, a program, a test.
tree()
{
    rm -rf tree
    mkdir -p tree/include/gauger/base tree/src/base tree/src/stats tree/src/table tree/src/cli \
        tree/src/report tree/tests/base tree/build/obj/src/base
    ln -s "$root/tools" tree/tools
    cat >tree/include/gauger/base/one.h <<'END'
/* What it is for. */
#ifndef GAUGER_BASE_ONE_H
#define GAUGER_BASE_ONE_H

#include <stddef.h>

#ifdef __cplusplus
#define GG_BEGIN_DECLS extern "C" {
#define GG_END_DECLS   }
#else
#define GG_BEGIN_DECLS
#define GG_END_DECLS
#endif

GG_BEGIN_DECLS

/*
 * One.
 *
 * s: any text.
 * n: its length.
 * Returns 1.
 */
int gg_one(const char *s,
           size_t n);

GG_END_DECLS
#endif
END
    cat >tree/src/base/one.c <<'END'
#include "gauger/base/one.h"

/* strcpy(a, b) in a comment is no call. */
static const char *const words[] = {"strcpy(a, b)", "system(x)"};

int gg_one(const char *s, size_t n)
{
    return s == words[0] || n ? 1 : 1;
}
END
    cat >tree/src/cli/main.c <<'END'
#include <stdio.h>
#include "gauger/base/one.h"

int main(void)
{
    return printf("%d\n", gg_one("", 0)) < 0;
}
END
    echo '#include "gauger/base/one.h"' >tree/tests/base/test_one.c
}

compile()
{
    for file in tree/src/base/*.c; do
        gcc -std=c11 -fPIC -O1 -Itree/include -c "$file" -w \
            -o "tree/build/obj/${file#tree/}.o" || return 1
        mv "tree/build/obj/${file#tree/}.o" "tree/build/obj/src/base/$(basename "$file" .c).o"
    done
    gcc -shared tree/build/obj/src/base/*.o -o tree/build/libgauger.so
}

# passes NAME CHECK ARGS ...; finds NAME TEXT CHECK ARGS ...
passes()
{
    name=$1
    shift
    if (cd tree && "$@") >out 2>&1; then
        ok "$name"
    else
        fail "$name" "$(head -n 3 out | tr '\n' ' ')"
    fi
}

finds()
{
    name=$1 text=$2
    shift 2
    if (cd tree && "$@") >out 2>&1; then
        fail "$name" "found nothing"
    elif [ "$(grep -c . out)" -ne 1 ] || ! grep -qF -e "$text" out; then
        fail "$name" "no \"$text\" alone in: $(head -n 3 out | tr '\n' ' ')"
    else
        ok "$name"
    fi
}

tree
compile || fail "the small tree" "does not compile"
passes "layers: a clean tree" tools/check_layers.sh
passes "lengths: a clean tree" tools/check_lengths.sh
passes "calls: a clean tree" tools/check_calls.sh build
passes "headers: a clean tree" tools/check_headers.sh
passes "exports: a clean tree" tools/check_exports.sh build
passes "words: a clean tree" tools/check_words.sh

# layer NAME TEXT FILE INCLUDE
layer()
{
    tree
    echo "#include $4" >>"tree/$3"
    finds "layers: $1" "$2" tools/check_layers.sh
}
layer "up" "base lies below stats" src/base/one.c '"gauger/stats/measure.h"'
layer "up, from a header" "base lies below cli" include/gauger/base/one.h '"gauger/cli/x.h"'
layer "up, from a test" "base lies below table" tests/base/test_one.c '"gauger/table/csv.h"'
layer "sideways" "stand side by side" src/table/x.c '"gauger/stats/measure.h"'
layer "sideways, the other way" "stand side by side" src/stats/x.c '"gauger/table/csv.h"'
layer "an internal header" "internal to base" src/table/x.c '"base/base_internal.h"'
layer "an unknown floor" "no floor that is known" src/table/x.c '"gauger/common/x.h"'
layer "a foreign header" "only stats may" src/base/one.c '<gsl/gsl_math.h>'
layer "a foreign header in public" "no foreign one" include/gauger/base/one.h '<sodium.h>'
layer "a header nobody knows" "no floor is known to need" src/base/one.c '<openssl/ssl.h>'
tree
echo '#include <sodium.h>' >>tree/src/base/one.c
echo '#include "gauger/stats/measure.h"' >>tree/src/cli/main.c
mkdir -p tree/tests/fuzz
echo '#include "base/base_internal.h"' >tree/tests/fuzz/fuzz_one.c
passes "layers: down and at home, and a fuzzer of a reader inside" tools/check_layers.sh

# A function of a number of lines.
long_function()
{
    echo "int $1(void)"
    echo "{"
    i=3
    while [ $i -lt "$2" ]; do
        echo "    ;"
        i=$((i + 1))
    done
    echo "}"
}
tree
long_function sixty 60 >tree/src/stats/a.c
passes "lengths: sixty lines" tools/check_lengths.sh
long_function more 61 >>tree/src/stats/a.c
(cd tree && tools/check_lengths.sh) >out 2>&1
status=$?
check "lengths: sixty-one lines" test $status -ne 0
says "lengths: says which" out "src/stats/a.c:61: a function of 61 lines"
for i in 1 2 3 4 5 6 7 8 9 10; do
    for j in 1 2 3 4 5; do long_function "f${i}_$j" 4; done
done >>tree/src/stats/a.c
passes "lengths: one of more than fifty" tools/check_lengths.sh
tree
i=0
while [ $i -lt 601 ]; do
    echo "/* */"
    i=$((i + 1))
done >tree/src/stats/a.c
finds "lengths: a file of 601 lines" "601 lines" tools/check_lengths.sh

# call NAME TEXT CODE
call()
{
    tree
    echo "$3" >>tree/src/base/one.c
    compile
    finds "calls: $1" "$2" tools/check_calls.sh build
}
call "strcpy" "src/base/one.c:10: uses strcpy" 'void gg_x(char *a) { strcpy(a, "b"); }'
call "system" "uses system" 'int gg_x(void) { return system ("b"); }'
call "printf outside the program" "uses printf" 'int gg_x(void) { return printf("b"); }'
call "stderr outside the program" "uses stderr" 'extern void *stderr; /* */'
call "exit" "uses exit" 'void gg_x(void) { exit(1); }'
call "rand" "uses rand" 'int gg_x(void) { return rand(); }'
call "setlocale" "uses setlocale" 'void gg_x(void) { setlocale(0, ""); }'
call "a variable" "the variable state can change" 'static int state; int gg_x(void) { return state++; }'
call "a static in a function" "the variable n can change" 'int gg_x(void) { static int n = 3; return n++; }'
call "a thread's variable" "can change (.tbss)" '_Thread_local int gg_x;'
tree
cat >>tree/src/base/one.c <<'END'
static int some_once;
static int training_lock;
struct s { int (*exit)(int); };
int gg_x(struct s *p);
int gg_x(struct s *p) { return p->exit(some_once++ + training_lock++); }
END
compile
passes "calls: a member named exit, a pthread_once_t, a lock" tools/check_calls.sh build

# header NAME TEXT SED
header()
{
    tree
    sed -i "$3" tree/include/gauger/base/one.h
    finds "headers: $1" "$2" tools/check_headers.sh
}
header "too little comment" "gg_one has 4 lines of comment" '/any text/d'
header "no comment" "gg_one has 0 lines of comment" 's|^ \*/|&\n|'
header "no first line" "does not begin with what it is for" 1d
header "another guard" "its guard should be GAUGER_BASE_ONE_H" 's/GAUGER_BASE_ONE_H/GG_ONE/'
tree
sed -i '/stddef/d' tree/include/gauger/base/one.h
(cd tree && tools/check_headers.sh) >out 2>&1
status=$?
check "headers: one that needs another" test $status -ne 0
says "headers: which does not stand alone" out "does not stand alone (gcc -x c -std=c11)"

tree
echo 'int stray(void) { return 1; }' >>tree/src/base/one.c
compile
finds "exports: a name without prefix" "stray: is shown, without the prefix" tools/check_exports.sh build
tree
echo 'int gg_hidden(void) { return 1; }' >>tree/src/base/one.c
compile
finds "exports: a function of no header" "gg_hidden: is shown, but no header" tools/check_exports.sh build
tree
sed -i 's/^int gg_one(const char \*s,/int gg_two(void);\n&/' tree/include/gauger/base/one.h
compile
finds "exports: a declaration without function" "gg_two: is declared, but" tools/check_exports.sh build

# word NAME TEXT FILE LINE
word()
{
    tree
    mkdir -p tree/src/gate
    echo "$4" >>"tree/$3"
    finds "words: $1" "$2" tools/check_words.sh
}
word "fair" "a word that the figures cannot carry" src/report/x.c 'const char *s = "this is Fair";'
word "proves" "a word that the figures cannot carry" src/gate/x.c 'f("it proves", 1);'
word "unfinished" "a mark of unfinished work" src/base/one.c "/* TO""DO: more */"
word "a path" "a path of one machine" src/base/one.c '/* see /ho''me/ann/x */'
tree
# shellcheck disable=SC2016
echo 'const char *s = "Fairlearn, unsafe_name, fairness"; /* fair */' >tree/src/report/x.c
passes "words: names and comments" tools/check_words.sh
