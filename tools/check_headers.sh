#!/bin/sh
# Public headers stand alone, in C11 and in C++, and say five lines or more of each function.
# Usage: tools/check_headers.sh      Prints FILE:LINE: what, and exits with 1 if there is anything.
set -u
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
: >"$out/found"
headers=$(find include -name '*.h' | sort)

tried=0
for compiler in "gcc -x c -std=c11" "clang -x c -std=c11" "g++ -x c++ -std=c++17" \
    "clang++ -x c++ -std=c++17"; do
    command -v "${compiler%% *}" >/dev/null || continue
    tried=$((tried + 1))
    for header in $headers; do
        # Twice, so that the guard is tried as well.
        printf '#include "%s"\n#include "%s"\n' "$header" "$header" >"$out/try"
        # shellcheck disable=SC2086 # words
        $compiler -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I. -Iinclude "$out/try" \
            >"$out/log" 2>&1 ||
            echo "$header: does not stand alone ($compiler): $(grep -m1 error "$out/log")" \
                >>"$out/found"
    done
done
[ $tried -gt 0 ] || echo "no compiler to try the headers with" >>"$out/found"

# shellcheck disable=SC2086
awk -f tools/prototypes.awk $headers | awk '
    { names[$2]++ }
    $3 < 5 { print $1 ": " $2 " has " $3 " lines of comment (at least 5)" }
    names[$2] == 2 { print $1 ": " $2 " is declared twice" }' >>"$out/found"

# The first thing in a header says what it is for; every header has a guard of its own name.
for header in $headers; do
    head -n 1 "$header" | grep -q '^/\*' || echo "$header:1: does not begin with what it is for"
    guard=$(echo "${header#include/}" | tr 'a-z/.-' 'A-Z___')
    grep -qx "#ifndef $guard" "$header" || echo "$header: its guard should be $guard"
done >>"$out/found"
cat "$out/found"
[ ! -s "$out/found" ]
