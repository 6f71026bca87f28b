#!/bin/sh
# The scripts that run tests count right, and see what broke.
. "$(dirname "$0")/../cli/scene.sh"

# program NAME: a stand-in for a test program or a scene, its text from standard input.
program()
{
    { echo '#!/bin/sh'; cat; } >"$1"
    chmod +x "$1"
}

# ends NAME LAST_LINE STATUS COMMAND ...
ends()
{
    name=$1 last=$2 want=$3
    shift 3
    "$@" >out 2>&1
    status=$?
    if [ "$(tail -n 1 out)" = "$last" ] && [ $status -eq "$want" ]; then
        ok "$name"
    else
        fail "$name" "status $status, last line: $(tail -n 1 out)"
    fi
}

program good <<'END'
echo "Running suite(s): x"
echo "not run: something (why)"
echo "100%: Checks: 7, Failures: 0, Errors: 0"
END
program bad <<'END'
echo "60%: Checks: 5, Failures: 1, Errors: 1"
echo "x.c:1:F:all:name:0: why"
exit 1
END
program broken <<'END'
echo "Running suite(s): x"
kill -SEGV $$
END
program liar <<'END'
echo "100%: Checks: 3, Failures: 0, Errors: 0"
exit 99
END
suites=$root/tools/run_suites.sh
ends "suites: all good" "7 passed, 0 failed" 0 "$suites" ./good
says "suites: what was not run is said" out "not run: something (why)"
ends "suites: failures and errors" "10 passed, 2 failed" 1 "$suites" ./good ./bad
says "suites: why is said" out "x.c:1:F:all:name:0: why"
ends "suites: one that breaks" "7 passed, 1 failed" 1 "$suites" ./broken ./good
ends "suites: a sanitizer at the end" "2 passed, 1 failed" 1 "$suites" ./liar

program pass.sh <<'END'
echo "ok - one"
echo "ok - two"
test -d "$TMPDIR" && touch "$TMPDIR/left" || exit 1
END
program fail.sh <<'END'
echo "ok - one"
echo "not ok - two: why"
exit 1
END
program stop.sh <<'END'
echo "ok - one"
exit 3
END
program silent.sh <<'END'
exit 0
END
program skip.sh <<'END'
echo "not run: all of it (why)"
END
program slow.sh <<'END'
echo "ok - one"
sleep 60
END
program asan.sh <<'END'
echo "ok - one"
echo "==1==ERROR: AddressSanitizer: x" >&2
END
program asks.sh <<'END'
if read -r answer; then echo "not ok - input: $answer"; else echo "ok - no input"; fi
END
scenes=$root/tools/run_scenes.sh
TALLY=$PWD/sum
export TALLY
"$root/tools/run_scenes.sh" ./good ./pass.sh >out 2>&1
"$root/tools/run_suites.sh" ./bad >>out 2>&1
printf '2 0\n3 2\n' >want
same "sums for another script" sum want
check "sums for another script: no line of their own" sh -c '! grep -q "passed, " out'
unset TALLY
ends "scenes: all good" "2 passed, 0 failed" 0 "$scenes" ./good ./pass.sh
ends "scenes: a clean folder for each" "4 passed, 0 failed" 0 "$scenes" ./good ./pass.sh ./pass.sh
ends "scenes: one not ok" "3 passed, 1 failed" 1 "$scenes" ./good ./pass.sh ./fail.sh
says "scenes: why is said" out "not ok - two: why"
ends "scenes: one that stops" "1 passed, 1 failed" 1 "$scenes" ./good ./stop.sh
ends "scenes: one that tries nothing" "0 passed, 1 failed" 1 "$scenes" ./good ./silent.sh
ends "scenes: one that says why it was not run" "0 passed, 0 failed" 0 "$scenes" ./good ./skip.sh
ends "scenes: one that does not end" "1 passed, 1 failed" 1 env SCENE_SECONDS=1 "$scenes" ./good ./slow.sh
ends "scenes: a sanitizer speaks" "1 passed, 1 failed" 1 "$scenes" ./good ./asan.sh
ends "scenes: no input" "1 passed, 0 failed" 0 "$scenes" ./good ./asks.sh

# Both together, in a small project of their own.
mkdir -p project/tests/cli project/tests/tools
ln -s "$root/tools" project/tools
cp pass.sh project/tests/cli/
cp fail.sh project/tests/tools/
cp good bad project/
cd project || exit 1
ends "both: one sum" "10 passed, 1 failed" 1 tools/run_tests.sh ./good ./good
check "both: one line of that form" test "$(grep -cE '^[0-9]+ passed, [0-9]+ failed$' out)" -eq 1
rm tests/tools/fail.sh
ends "both: all good" "9 passed, 0 failed" 0 tools/run_tests.sh ./good ./good
ends "both: a suite fails" "5 passed, 2 failed" 1 tools/run_tests.sh ./good ./bad
cp ../skip.sh tests/tools/
ends "both: what was not run" "9 passed, 0 failed" 0 tools/run_tests.sh ./good ./good
says "both: what was not run is said at the end" out "2 could not be run here:"
