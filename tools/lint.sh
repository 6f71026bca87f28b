#!/bin/sh
# All checks of the sources, one after the other; `make lint` calls it with the build folder.
# Usage: FLOORS="base stats ..." tools/lint.sh BUILD      Exit 1 if any check found anything.
set -u
build=$1
findings=0

# check NAME COMMAND ...: says what the command found, or that it found nothing.
check()
{
    name=$1
    shift
    if "$@" >"$build/lint.log" 2>&1; then
        echo "ok $name"
        grep -E '^(note|not run):' "$build/lint.log"
    else
        sed 's/^/    /' "$build/lint.log"
        echo "FOUND $name"
        findings=$((findings + 1))
    fi
}

sources()
{
    find src include tests bench -name '*.[ch]' | sort
}

# Another version of clang-format breaks lines in other places.
formatting()
{
    version=$(clang-format --version 2>/dev/null | sed -E 's/.*version ([0-9]+).*/\1/')
    if [ "$version" != 14 ]; then
        echo "not run: formatting (clang-format 14 is wanted, ${version:-none} is here)"
        return 0
    fi
    sources | xargs clang-format --dry-run -Werror 2>&1 | grep -E 'error:' >"$build/format.log"
    cut -d: -f1 "$build/format.log" | uniq -c | awk '{ print $2 ": clang-format changes " $1 " places" }'
    [ ! -s "$build/format.log" ]
}

with_clang()
{
    if ! command -v clang >/dev/null; then
        echo "not run: clang (not installed)"
        return 0
    fi
    ${MAKE:-make} --no-print-directory -k -j"${JOBS:-2}" B="$build/clang" CC=clang objects 2>&1 |
        grep -E 'error:|\*\*\*' >"$build/clang.log"
    cat "$build/clang.log"
    [ ! -s "$build/clang.log" ]
}

with_cppcheck()
{
    if ! command -v cppcheck >/dev/null; then
        echo "not run: cppcheck (not installed)"
        return 0
    fi
    mkdir -p "$build/cppcheck"
    # The three on unset variables do not see what a function sets through a pointer, or an array
    # that is filled as far as it is read; gcc, clang and the sanitizers look for the same. readdir
    # is safe in threads that have a directory each, and only src/cli may call getpwuid.
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppress=uninitvar --suppress=ctuuninitvar --suppress=legacyUninitvar \
        --suppress=readdirCalled --suppress=getpwuidCalled --error-exitcode=1 \
        --cppcheck-build-dir="$build/cppcheck" -j "${JOBS:-2}" --library=posix -D__GNUC__ \
        -D_GNU_SOURCE -DGG_VERSION='"0"' -Iinclude -Isrc \
        --template='{file}:{line}: {id}: {message}' src
}

shell_scripts()
{
    if ! command -v shellcheck >/dev/null; then
        echo "not run: shellcheck (not installed)"
        return 0
    fi
    # A scene takes $root, $scratch and $status from scene.sh, and sets $status for it.
    find tools .ci tests -name '*.sh' -o -path .ci/run | sort |
        xargs shellcheck --severity=warning --exclude=SC2148,SC2154,SC2034,SC2010,SC2238 --format=gcc
}

check layers tools/check_layers.sh
check lengths tools/check_lengths.sh
check "calls and state" tools/check_calls.sh "$build"
check headers tools/check_headers.sh
check exports tools/check_exports.sh "$build"
check words tools/check_words.sh
check formatting formatting
check "clang -Werror" with_clang
check cppcheck with_cppcheck
check "shell scripts" shell_scripts
echo "$findings of 10 checks found something"
[ $findings -eq 0 ]
