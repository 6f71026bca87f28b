#!/bin/sh
# Killed at any moment, and many at once: what was acknowledged is there, nothing half-done is shown.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: writers killed (no jq)"; exit 0; }

cat >lanes.yaml <<'EOF'
model: lanes
algorithm: tree
scorer: external
EOF
run init
exits "init" 0

# Each writer opens cycle after cycle, writes down what was acknowledged, and is killed.
cat >writer.sh <<'EOF'
n=0
while [ "$n" -lt 500 ]; do
    n=$((n + 1))
    "$GAUGER" --as "writer$1" cycle open "m$1-$n" --kind development >/dev/null 2>&1 &&
        echo "m$1-$n" >>"done$1"
done
EOF
export GAUGER
round=0
while [ "$round" -lt 20 ]; do
    round=$((round + 1))
    setsid sh writer.sh "$round" &
    pid=$!
    sleep "0.$((round * 3 % 10 + 10))5"
    kill -9 -- "-$pid" 2>/dev/null || kill -9 "$pid"
    wait "$pid" 2>/dev/null
done 2>/dev/null
cat done* 2>/dev/null | sort >acknowledged
run audit verify --format json
exits "killed 20 times: the registry agrees" 0
run cycle list --format json
exits "killed 20 times: it can be read" 0
jq -r '.cycles[].model' out | sort >there
check "something was written" test -s acknowledged
check "nothing acknowledged is lost" sh -c 'test -z "$(comm -23 acknowledged there)"'
check "nothing is there that nobody wrote: at most one more a kill" \
    test "$(comm -13 acknowledged there | wc -l)" -le 20
check "each has one phase" jq -e 'all(.cycles[]; .phases | length == 1)' out
run init killed
exits "init again" 0

# Killed while it is made: no registry, or a whole one.
for i in 1 2 3 4 5 6 7 8; do
    "$GAUGER" init "new$i" >/dev/null 2>&1 &
    pid=$!
    sleep "0.00$i"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    if [ -d "new$i" ]; then
        run --registry "new$i" audit verify
        exits "init killed: whole" 0
    else
        ok "init killed: nothing"
    fi
done 2>/dev/null

# Four at once, all of it kept, versions counted without a gap.
for i in 1 2 3 4; do
    (
        for j in 1 2 3 4 5 6 7 8 9 10; do
            "$GAUGER" --registry killed --as "w$i" model register lanes.yaml --kind development \
                >/dev/null 2>>errors || echo "$i $j" >>lost
        done
    ) &
done
wait
check "four writers at once: none was turned away" test ! -e lost
run --registry killed model list --format json
check "four writers at once: 40 versions" jq -e '.models[0].versions == 40 and .models[0].latest.version == 40' out
run --registry killed audit verify
exits "four writers at once: the registry agrees" 0
