#!/bin/sh
# The program's frame: help, version, where output and errors go.
. "$(dirname "$0")/scene.sh"

cat >t.csv <<'END'
s,y,g
0.2,0,a
0.8,1,b
0.4,1,a
0.9,1,b
END
set -- evaluate t.csv --score s --outcome y --protected g --threshold 0.5

run --version
exits "--version" 0
says "--version says which" out "gauger "
cp out version
run version
same "version is --version" out version
# Every start would pay for them: libsvm is loaded where a model needs it, XML is written without.
if command -v readelf >/dev/null; then
    readelf -d "$GAUGER" | grep NEEDED >needed
    says "which libraries are loaded at the start can be seen" needed "libjansson"
    check "no library of C++, support vectors or XML is loaded at the start" \
        sh -c '! grep -E "libstdc|libsvm|libxml|libicu" needed'
else
    echo "not run: which libraries are loaded at the start (no readelf)"
fi
run help
exits "help" 0
cp out help
run --help
same "--help is help" out help
run evaluate --help
cp out help
run help evaluate
same "help COMMAND is COMMAND --help" out help
says "help has an example" out "gauger evaluate scores.csv"
run evaluate --help --no-such-thing
exits "an unknown option beside --help" 2
run help --markdown
same "docs/cli.md is up to date" out "$root/docs/cli.md"

run --registry /nowhere --as somebody "$@"
exits "global options before the command" 0
cp out plain
run "$@"
same "global options change nothing here" out plain

run evaluate --threshold=0.5 --protected=g --score=s --outcome=y -- t.csv
same "--name=VALUE and --" out plain
run evaluate --threshold 0.5 t.csv --protected g --score s --outcome y
same "options on both sides of the table" out plain

run "$@" --format json
exits "--format json" 0
check "--format json: nothing on standard error" test ! -s err
check "--format json: one document" sh -c '[ "$(head -c 1 out)" = "{" ] && [ "$(tail -c 2 out)" = "}" ]'
cp out json
run "$@" --format json -o file.json
exits "-o" 0
check "-o: nothing on standard output" test ! -s out
same "-o: the same bytes" file.json json
check "-o: readable by others" test "$(stat -c %a file.json)" = "$(printf '%o' $((0644 & ~$(umask))))"
run "$@" --format json -o -
same "-o - is standard output" out json

# Nobody reads, the disk is full, the stream is closed: an error, not silence and not a signal.
if [ -c /dev/full ]; then
    "$GAUGER" "$@" >/dev/full 2>err
    status=$?
    : >out
    refuses "full disk" "gauger: standard output: cannot be written (No space left on device); give -o FILE, or let the reader take all of it"
    run "$@" -o /dev/full
    exits "-o to a full disk" 2
fi
"$GAUGER" "$@" >&- 2>err
status=$?
refuses "closed standard output" "gauger: standard output: cannot be written (Bad file descriptor); give -o FILE, or let the reader take all of it"
mkfifo pipe
(exec 3<pipe) & # opens the pipe, reads nothing, goes away
( sleep 0.2; "$GAUGER" "$@" 2>err; echo $? >code ) >pipe
wait
status=$(cat code)
refuses "closed pipe" "gauger: standard output: cannot be written (Broken pipe); give -o FILE, or let the reader take all of it"
"$GAUGER" "$@" 2>&- >out
status=$?
exits "closed standard error" 0
same "closed standard error: all is said" out plain
"$GAUGER" evaluate - --score s --outcome y --threshold 0.5 <&- >out 2>err
status=$?
exits "closed standard input" 2
check "closed standard input: one line" test "$(wc -l <err)" -eq 1

# A table may come through a pipe, a named pipe, or a file; all say the same.
run "$@" --format json
sed 's/t\.csv/SOURCE/' out >want
cat t.csv | "$GAUGER" evaluate - --score s --outcome y --protected g --threshold 0.5 --format json >out 2>err
sed 's/standard input/SOURCE/' out >got
same "a pipe" got want
cat t.csv >pipe &
"$GAUGER" evaluate pipe --score s --outcome y --protected g --threshold 0.5 --format json >out 2>err
wait
sed 's/"source": "pipe"/"source": "SOURCE"/' out >got
same "a named pipe" got want

# Colour belongs on terminals alone.
run "$@"
check "no colour in a file" sh -c '! grep -q "$(printf "\033")" out'
if command -v script >/dev/null 2>&1; then
    command="'$GAUGER' evaluate t.csv --score s --outcome y --protected g --threshold 0.5"
    script -qec "$command" /dev/null </dev/null >tty 2>/dev/null
    check "colour on a terminal" grep -q "$(printf '\033')" tty
    NO_COLOR=1 script -qec "$command" /dev/null </dev/null >tty 2>/dev/null
    check "NO_COLOR" sh -c '! grep -q "$(printf "\033")" tty'

    # A table that takes a second to come: a bar on the terminal, wiped at the end, none elsewhere.
    slowly()
    {
        echo s,y
        for _ in 1 2 3 4 5 6; do
            awk 'BEGIN { for (i = 0; i < 40000; i++) print "0.5,1" }'
            sleep 0.25
        done
    }
    slowly >pipe &
    script -qec "'$GAUGER' evaluate - --score s --threshold 0.5 -o slow <pipe" /dev/null \
        </dev/null >tty 2>/dev/null
    wait
    check "a bar after half a second" grep -q "MB read" tty
    check "the bar is wiped" sh -c 'tail -c 4 tty | grep -q "$(printf "\033")\[K"'
    slowly >pipe &
    run evaluate - --score s --threshold 0.5 <pipe
    wait
    check "no bar in a file" test ! -s err
else
    echo "not run: colour and a bar on a terminal (no program script)"
fi
