# Tables and manifests of a made-up land crossing, for the scenes about models. Source scene.sh
# first, then this. table NAME SEED ROWS makes NAME.csv; rows.yaml says what its columns are for.

scenario=$root/datasets/land-crossing/scenario.yaml
table()
{
    "$GAUGER" synth "$scenario" -o "$1.csv" --seed "$2" --rows "$3" --with-truth \
        --schema-to made.json >/dev/null
    rm -f "$1.csv.truth.json"
}

# The outcome is the true one; nothing but outcome, groups, sites, months and features has a role.
table made 1 20
jq '.columns |= (map_values(if ([.role] | flatten | any(IN("protected", "site", "period", "feature")))
        then . else {role: "ignore"} end) | .true_outcome = {role: "outcome"}) | del(.threshold)' \
    made.json >rows.yaml

cat >logistic.yaml <<'END'
model: crossing
algorithm: logistic regression
scorer: logistic
hyperparameters: {ridge: 1}
features:
  - {name: vehicle, type: categorical}
  - {name: crossings_year, type: numeric}
  - {name: weight_kg, type: numeric, transform: log1p, imputation: median}
  - {name: route_km, type: numeric}
target: contraband
population: vehicles
threshold: {default: 0.08, site: {Harbour: 0.1}}
suppression: [{name: trusted members, when: {program: member}}]
owner: the targeting office
END
cat >scorecard.yaml <<'END'
model: crossing
algorithm: scorecard by weight of evidence
scorer: scorecard
hyperparameters: {bins: 5}
features:
  - {name: vehicle, type: categorical}
  - {name: weight_kg, type: numeric, imputation: level}
  - {name: route_km, type: numeric}
target: contraband
population: vehicles
threshold: 0.08
END
cat >svm.yaml <<'END'
model: crossing
algorithm: support vector machine
scorer: svm
hyperparameters: {C: 1}
features:
  - {name: vehicle, type: categorical}
  - {name: weight_kg, type: numeric, transform: [log1p, standardize], imputation: median}
  - {name: route_km, type: numeric, transform: standardize}
target: contraband
population: vehicles
threshold: 0.05
END

# as WHO ARGS ...
as()
{
    who=$1
    shift
    run --as "$who" "$@"
}

# dataset NAME FILE: the next version of a registered table.
dataset()
{
    as anna dataset add "$2" --name "$1" --origin synthetic --schema rows.yaml
    [ "$status" -eq 0 ] || fail "dataset add $1" "$(cat err)"
}

# artifact REF: the path of the artifact of a version.
artifact()
{
    echo ".gauger/files/$("$GAUGER" model show "$1" --format json | jq -r .artifact_sha256)"
}

# log_size: how many events there are.
log_size()
{
    "$GAUGER" audit checkpoint --format json | jq -r .size
}

# unchanged NAME WORDS ARGS ...: refused with exit status 2 and one line that holds the words; no
# event is added but the refusal where a rule refuses, and the registry agrees with itself.
unchanged()
{
    unchanged_name=$1
    unchanged_words=$2
    shift 2
    before=$(log_size)
    as anna "$@"
    if [ "$status" -ne 2 ]; then
        fail "$unchanged_name" "exit status $status instead of 2 ($(head -n 2 err | tr '\n' ' '))"
    elif [ -s out ] || [ "$(wc -l <err)" -ne 1 ] || [ "$(wc -c <err)" -gt 501 ]; then
        fail "$unchanged_name" "more than one line: $(head -n 3 out err | tr '\n' ' ')"
    elif ! grep -qF -e "$unchanged_words" err; then
        fail "$unchanged_name" "no \"$unchanged_words\" in: $(cat err)"
    elif [ "$(log_size)" -ne "$((before + $(grep -c 'rule [a-z]*: ' err)))" ]; then
        fail "$unchanged_name" "something is on record"
    elif ! "$GAUGER" audit verify >verify.log; then
        fail "$unchanged_name" "$(head -n 3 verify.log | tr '\n' ' ')"
    else
        ok "$unchanged_name"
    fi
}
