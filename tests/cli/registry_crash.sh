#!/bin/sh
# Writers that are killed at any moment, writers in each other's way, and approvers in a race: what
# was acknowledged is on record, nothing is half done, and nothing is done twice.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: crashes (no jq)"; exit 0; }
export GAUGER
if [ -n "${GAUGER_SLOW:-}" ]; then
    kills=200
    each=1000
else
    kills=15
    each=60
fi

printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 300; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
run init
exits "init" 0
run --as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
exits "dataset add" 0

# ---- killed. Each command is acknowledged through a pipe once it has returned; what is at its other
# end is not killed.
cat >writer.sh <<'EOS'
n=0
while :; do
    n=$((n + 1))
    key="$1.$n"
    case $((n % 4)) in
    0) printf 'score,y\n0.%s,1\n0.2,0\n' "$1$n" >"t$1.csv"
        "$GAUGER" --as anna dataset add "t$1.csv" --name "d$1" --origin synthetic --request "$key" ;;
    1) "$GAUGER" --as anna cycle open "m$1-$n" --kind development --request "$key" ;;
    2) "$GAUGER" --as anna model register lanes.yaml --kind development --request "$key" ;;
    3) "$GAUGER" --as anna evaluate dataset:rows --model lanes@1 --request "$key" ;;
    esac >/dev/null 2>&1 && echo "$key" >&3
done
EOS
run --as anna model register lanes.yaml --kind development
exits "model register" 0
mkfifo acks
round=0
: >acknowledged
while [ "$round" -lt "$kills" ]; do
    round=$((round + 1))
    cat acks >>acknowledged &
    reader=$!
    setsid sh writer.sh "$round" 3>acks &
    pid=$!
    # Between 30 and 180 ms, in no step with what the writer does.
    sleep "0.$(awk -v r="$round" 'BEGIN { printf "%03d", 30 + (r * 7919) % 150 }')"
    kill -9 -- "-$pid" 2>/dev/null || kill -9 "$pid"
    wait "$pid" 2>/dev/null
    wait "$reader" 2>/dev/null
done 2>/dev/null
run audit verify --format json
exits "killed $kills times: the registry agrees" 0
check "killed $kills times: something was written" test -s acknowledged
"$GAUGER" audit log --limit 0 --format json >log.json
jq -r '.events[].request // empty' log.json | sort >there
sort acknowledged >asked
check "nothing acknowledged is lost" sh -c 'test -z "$(comm -23 asked there)"'
check "nothing is there twice" sh -c 'test -z "$(uniq -d there)"'
check "at most one more a kill" test "$(comm -13 asked there | wc -l)" -le "$kills"
# A registration is several events: all of them or none.
check "nothing half done: each version has its registration" jq -e '
    [.events[] | select(.action == "model.register") | .object] | length == (unique | length)' log.json
# Whoever does not know asks again, with the same key.
lost=$(comm -13 asked there | head -n 1)
if [ -n "$lost" ]; then
    run --as anna cycle open other --kind development --request "$lost"
    exits "carried out, killed before it said so, and sent again: refused" 2
    check "with the number of the event" grep -qE \
        '(carried out as|used for another command \()event [0-9]+' err
fi
run --as anna cycle open after --kind development
exits "and it goes on" 0

# ---- two writers, none of whose events is lost
writer()
{
    i=0
    while [ "$i" -lt "$each" ]; do
        i=$((i + 1))
        "$GAUGER" --registry two --as "w$1" cycle open "x$1-$i" --kind development --request "$1:$i" \
            >/dev/null 2>>two-errors || echo "$1:$i" >>two-lost
    done
}
run init two
writer 1 &
writer 2 &
wait
check "two writers of $each events: none was turned away" test ! -s two-lost
"$GAUGER" --registry two audit log --limit 0 --format json >log.json
check "two writers of $each events: all are there" jq -e --argjson n "$each" \
    '[.events[].request | select(. != null)] | length == 2 * $n and (unique | length) == 2 * $n' log.json
check "two writers of $each events: numbered without a gap" jq -e --argjson n "$each" \
    '[.events[].seq] == [range(1; 2 * $n + 2)]' log.json
run --registry two audit verify
exits "two writers of $each events: the registry agrees" 0

# ---- eight processes, and one that looks at it all the time
run init eight
(
    while [ ! -e eight-done ]; do
        "$GAUGER" --registry eight audit verify >/dev/null 2>&1 || echo bad >>eight-bad
    done
) &
watcher=$!
pids=
for w in 1 2 3 4 5 6 7 8; do
    (
        i=0
        while [ "$i" -lt 8 ]; do
            i=$((i + 1))
            "$GAUGER" --registry eight --as "w$w" cycle open "y$w-$i" --kind development \
                >/dev/null 2>>eight-errors || echo "$w:$i" >>eight-lost
        done
    ) &
    pids="$pids $!"
done
# shellcheck disable=SC2086 # a list
wait $pids
: >eight-done
wait "$watcher"
check "eight processes: none was turned away" test ! -s eight-lost
check "eight processes: whoever verifies meanwhile finds nothing" test ! -s eight-bad
run --registry eight cycle list --format json
check "eight processes: 64 changes" jq -e '.cycles | length == 64' out

# ---- a race of approvers: one approval is what is asked for, and both tries are on record
printf 'policy: easy\nrules:\n  - {id: ranking, metric: roc_auc, at_least: 0.6}\n' >easy.yaml
run init race
as()
{
    who=$1
    shift
    run --registry race --as "$who" "$@"
}
as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
as ada policy adopt easy.yaml
round=0
while [ "$round" -lt 4 ]; do
    round=$((round + 1))
    as anna model register lanes.yaml --kind development
    as anna evaluate dataset:rows --model "lanes@$round"
    as anna gate "lanes@$round"
    as anna promote "lanes@$round" --to review
    exits "race $round: in review" 0
    "$GAUGER" --registry race audit log --limit 1 --format json | jq -r .head.size >before
    for who in bert carl; do
        "$GAUGER" --registry race --as $who review "lanes@$round" --reject "not yet" >/dev/null 2>&1
        echo $? >"answer-$who"
    done &
    first=$!
    "$GAUGER" --registry race --as dora review "lanes@$round" --approve >/dev/null 2>&1
    echo $? >answer-dora
    wait "$first"
    check "race $round: exactly one wins" sh -c 'test "$(cat answer-* | sort | tr "\n" " ")" = "0 1 1 "'
    "$GAUGER" --registry race audit log --limit 0 --format json >log.json
    check "race $round: all three are on record" jq -e --argjson before "$(cat before)" \
        '[.events[] | select(.seq > $before) | .action] | length == 3
         and (map(select(. == "model.review")) | length) == 1' log.json
done
run --registry race audit verify
exits "race: the registry agrees" 0
