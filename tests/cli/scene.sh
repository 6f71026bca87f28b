# The frame of a scene: a script that runs the program as a user does. Source it first:
#     . "$(dirname "$0")/scene.sh"
# It makes a scratch folder, goes there, and removes it at the end. GAUGER names the program
# (build/gauger if not given), $root the project. A scene prints `ok - NAME`,
# `not ok - NAME: WHY` or `not run: WHAT (WHY)`, and exits with 1 if anything was not ok.
set -u
LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR GAUGER_REGISTRY 2>/dev/null || :

root=$(cd "$(dirname "$0")/../.." && pwd)
GAUGER=${GAUGER:-$root/build/gauger}
GAUGER=$(cd "$(dirname "$GAUGER")" && pwd)/$(basename "$GAUGER")
scratch=$(mktemp -d)
failures=0

finish()
{
    code=$?
    chmod -R u+w "$scratch" 2>/dev/null
    rm -rf "$scratch"
    [ "$code" -eq 0 ] && [ "$failures" -ne 0 ] && code=1
    exit "$code"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
cd "$scratch" || exit 1
# Keys are kept by this scene alone.
XDG_CONFIG_HOME=$scratch/config
export XDG_CONFIG_HOME
unset GAUGER_KEY_FILE GAUGER_PASSPHRASE_FILE GAUGER_REGISTRY_ID 2>/dev/null || :

ok()
{
    echo "ok - $1"
}

fail()
{
    echo "not ok - $1: $2"
    failures=$((failures + 1))
}

# check NAME COMMAND ...: ok if the command succeeds.
check()
{
    check_name=$1
    shift
    if "$@" >check.log 2>&1; then
        ok "$check_name"
    else
        fail "$check_name" "$* ($(head -n 3 check.log | tr '\n' ' '))"
    fi
}

# run ARGS ...: runs the program; its output is in `out` and `err`, its exit status in $status.
run()
{
    "$GAUGER" "$@" >out 2>err
    status=$?
}

# as WHO ARGS ...: the same with the key that this account has on this machine.
as()
{
    who=$1
    shift
    run --as "$who" "$@"
}

# exits NAME STATUS: whether the last run ended so.
exits()
{
    if [ "$status" -eq "$2" ]; then
        ok "$1"
    else
        fail "$1" "exit status $status instead of $2 ($(head -n 2 err | tr '\n' ' '))"
    fi
}

# no NAME RULE WORDS: the last run was refused by this rule (exit status 1) and said so in one line.
no()
{
    if [ "$status" -ne 1 ]; then
        fail "$1" "exit status $status instead of 1 ($(head -n 2 err | tr '\n' ' '))"
    elif [ "$(wc -l <err)" -ne 1 ] || ! grep -q "rule $2: " err || ! grep -qF -e "$3" err; then
        fail "$1" "said: $(head -n 3 err | tr '\n' ' ')"
    else
        ok "$1"
    fi
}

# says NAME FILE TEXT: whether a file holds a text.
says()
{
    if grep -qF -e "$3" "$2"; then
        ok "$1"
    else
        fail "$1" "no \"$3\" in: $(head -n 3 "$2" | cut -c 1-300 | tr '\n' ' ')"
    fi
}

# same NAME FILE FILE: whether two files hold the same bytes.
same()
{
    if cmp "$2" "$3" >cmp.log 2>&1; then
        ok "$1"
    else
        fail "$1" "$(cat cmp.log)"
    fi
}

# refuses NAME ERROR: whether the last run said exactly that line, nothing else, and exited with 2.
refuses()
{
    printf '%s\n' "$2" >want
    if [ "$status" -ne 2 ]; then
        fail "$1" "exit status $status instead of 2 ($(head -n 2 err | tr '\n' ' '))"
    elif [ -s out ]; then
        fail "$1" "standard output holds: $(head -c 80 out)"
    elif ! cmp -s want err; then
        fail "$1" "said: $(head -n 3 err | tr '\n' ' ')"
    else
        ok "$1"
    fi
}
