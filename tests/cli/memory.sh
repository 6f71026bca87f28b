#!/bin/sh
# A record over 16 MiB is refused in constant memory; a long table takes no memory for its rows.
. "$(dirname "$0")/scene.sh"

# An address space of 256 MiB: the program and its libraries fit, a record of 400 MB does not.
# (One arena of malloc: each further one reserves 64 MiB, used or not.)
limited()
{
    (
        # shellcheck disable=SC3045 # dash and bash both have ulimit -v
        ulimit -v 262144
        MALLOC_ARENA_MAX=1 exec "$GAUGER" "$@"
    ) >out 2>err
    status=$?
}

if nm "$GAUGER" 2>/dev/null | grep -q __asan_init; then
    echo "not run: memory limits (the address sanitizer reserves more)"
    exit 0
fi
echo "s,y
0.5,1" >small.csv
limited evaluate small.csv --score s --outcome y --threshold 0.5 --threads 1
exits "a small table under the limit" 0

long()
{
    printf 's,y\n0.1,0\n0.5,'
    head -c 400000000 /dev/zero | tr '\0' "$1"
}

long x >plain.csv
limited evaluate plain.csv --score s --outcome y --threshold 0.5 --threads 1
exits "a record of 400 MB" 2
says "its line" err "gauger: plain.csv:3: "
says "the limit" err "16777216 bytes"
check "one line" test "$(wc -l <err)" -eq 1
cp err want
limited evaluate plain.csv --score s --outcome y --threshold 0.5 --threads 4
same "with four threads" err want
rm plain.csv
mkfifo pipe
long x | sed 's/0\.5,/0.5,"/' >pipe 2>/dev/null &
limited evaluate - --score s --outcome y --threshold 0.5 <pipe
wait
exits "a quoted record of 400 MB through a pipe" 2
says "its line in the pipe" err "gauger: standard input:3: "
rm -f pipe plain.csv

# Twelve million rows whose scores have seven places: more than there is room for.
{
    echo "s,y"
    yes '0.1234567,0
0.7654321,1
0.5,0' | head -n 12000000
} >many.csv
roles="--score s --outcome y --threshold 0.5 --threads 1"
# shellcheck disable=SC2086 # the options are words
{
    limited evaluate many.csv $roles --measure ranking
    exits "every row is kept" 70
    says "what would help" err "use --max-memory"
    limited evaluate many.csv $roles --measure binned --format json
    exits "none is kept" 0
    cp out binned
    limited evaluate many.csv $roles --measure ranking --max-memory 100M --format json
    exits "as many as there is room for" 0
    sed '/"measure"/d' binned >want
    sed '/"measure"/d' out >got
    same "the same figures" got want
}
