#!/bin/sh
# Runs the scenes: scripts that use the program as a user does, tests/cli/*.sh and tests/tools/*.sh.
# Usage: tools/run_scenes.sh PROGRAM [SCENE ...]   Exit 1 if anything was not ok.
# A scene prints `ok - NAME`, `not ok - NAME: WHY`, `not run: WHAT (WHY)`; tests/cli/scene.sh helps.
# With TALLY=FILE the sum goes there ("PASSED FAILED"). SCENE_SECONDS: the most a scene may take.
program=$1
shift
case $program in
/*) GAUGER=$program ;;
*) GAUGER=$PWD/$program ;;
esac
export GAUGER
[ $# -gt 0 ] || set -- tests/cli/*.sh tests/tools/*.sh

log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
tally=${TALLY:-}
unset TALLY # not for what the scenes themselves run
passed=0
failed=0
for scene in "$@"; do
    name=${scene#tests/}
    case $scene in
    */scene.sh | *'*.sh') continue ;;
    esac
    mkdir "$log/scratch"
    TMPDIR=$log/scratch timeout -k 10 "${SCENE_SECONDS:-600}" sh "$scene" >"$log/out" 2>"$log/err" \
        </dev/null
    status=$?
    good=$(grep -ac '^ok - ' "$log/out")
    bad=$(grep -ac '^not ok - ' "$log/out")
    why=
    if [ "$status" -eq 124 ]; then
        why="took more than ${SCENE_SECONDS:-600} seconds"
    elif grep -aqE 'AddressSanitizer|LeakSanitizer|runtime error:' "$log/out" "$log/err"; then
        why="a sanitizer spoke"
    elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        why="ended with status $status"
    elif [ $((good + bad)) -eq 0 ] && ! grep -aq '^not run:' "$log/out"; then
        why="tried nothing"
    fi
    [ -z "$why" ] || bad=$((bad + 1))
    passed=$((passed + good))
    failed=$((failed + bad))
    grep -aE '^(not ok - |not run:)' "$log/out"
    if [ "$bad" -ne 0 ]; then
        tail -n 20 "$log/err"
        echo "FAILED $name: $bad of $((good + bad)) steps${why:+ ($why)}"
    else
        echo "ok $name: $good steps"
    fi
    chmod -R u+w "$log/scratch" 2>/dev/null
    rm -rf "$log/scratch"
done
if [ -n "$tally" ]; then
    echo "$passed $failed" >>"$tally"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
