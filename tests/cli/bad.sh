#!/bin/sh
# Every folder below tests/bad/table is a refused input: `args` (the arguments, quoted as for a
# shell), `input.csv` or `make.sh` (which writes it), `stdin` (sent through a pipe), `error` (the
# exact line on standard error). The program must exit with 2, say that line and nothing else,
# leave the file of -o as it was, say the same with other threads and, with --format json, put the
# same words into a JSON document on standard output.
. "$(dirname "$0")/scene.sh"

# prepare CASE: a fresh copy of a case in the folder `case`, which becomes the working directory.
prepare()
{
    cd "$scratch" || exit 1
    chmod -R u+w case 2>/dev/null
    rm -rf case
    cp -r "$1" case && cd case || exit 1
    if [ -f make.sh ] && ! sh ./make.sh; then
        fail "$name" "make.sh failed"
        return 1
    fi
    eval "set -- $(cat args)"
    for word do printf '%s\n' "$word"; done >words
    return 0
}

# call ARGS ...: runs the program on the case, with `stdin` through a pipe.
call()
{
    if [ -f stdin ]; then
        # shellcheck disable=SC2002 # a pipe is what is wanted here
        cat stdin | "$GAUGER" "$@" >"$scratch/out" 2>"$scratch/err"
    else
        "$GAUGER" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    fi
    status=$?
}

has()
{
    grep -qxe "$1" words
}

# The values of "where" and "message" in a JSON error, as the line on standard error has them.
json_line()
{
    for key in where message; do
        sed -n "s/^ *\"$key\": \"\\(.*\\)\",*\$/\\1/p" "$scratch/out" | sed 's/\\"/"/g; s/\\\\/\\/g'
    done | sed -n '1{h;d;};{H;x;s/\n/: /;s/^/gauger: /;p;}'
}

refused()
{
    if [ "$status" -ne 2 ]; then
        fail "$name" "$1: exit status $status instead of 2: $(head -n 1 "$scratch/err")"
    elif ! cmp -s error "$scratch/err"; then
        fail "$name" "$1: said: $(head -n 3 "$scratch/err" | tr '\n' ' ')"
    elif [ "$(wc -c <"$scratch/err")" -gt 500 ]; then
        fail "$name" "$1: more than 500 bytes"
    else
        return 0
    fi
    return 1
}

plainly()
{
    call "$@"
    refused plainly || return 1
    [ ! -s "$scratch/out" ] || { fail "$name" "standard output is not empty"; return 1; }
}

# with OPTIONS ARGS: calls the program with further options right behind the command.
with()
{
    options=$1 command=$2
    shift 2
    # shellcheck disable=SC2086 # the options are words
    call "$command" $options "$@"
}

to_a_file()
{
    has -o && return 0
    echo "what was there" >target
    ls -a >before
    with "-o target" "$@"
    refused "with -o" || return 1
    ls -a >after
    [ "$(cat target)" = "what was there" ] || { fail "$name" "-o: the file changed"; return 1; }
    grep -vxe after before >expected
    grep -vxe after after | cmp -s - expected || { fail "$name" "-o: left something"; return 1; }
}

as_json()
{
    has --format && return 0
    with "--format json" "$@"
    refused "with --format json" || return 1
    json_line | cmp -s - error || { fail "$name" "JSON says: $(json_line)"; return 1; }
    grep -q '^{' "$scratch/out" || { fail "$name" "no JSON"; return 1; }
}

with_threads()
{
    has --threads && return 0
    with "--threads 3" "$@"
    refused "with 3 threads"
}

# in_other_ways ARGS ...: the same refusal, where the command is one that takes these options.
in_other_ways()
{
    case ${1:-} in
    evaluate | compare | drift | check)
        to_a_file "$@" && as_json "$@" && with_threads "$@"
        ;;
    gate | card)
        to_a_file "$@" && as_json "$@"
        ;;
    esac
}

for folder in "$root"/tests/bad/table/*/; do
    name=bad/$(basename "$folder")
    if [ -x /usr/bin/id ] && [ -f "$folder/not_as_root" ] && [ "$(id -u)" -eq 0 ]; then
        echo "not run: $name (root may read every file)"
        continue
    fi
    prepare "$folder" || continue
    eval "set -- $(cat args)"
    plainly "$@" && in_other_ways "$@" && ok "$name"
done
