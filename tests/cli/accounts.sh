#!/bin/sh
# Several people with accounts: how they are opened, what each is refused and why, who can help;
# clocks; a second administrator; keys; a stranger with the folder in hand.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: accounts (no jq)"; exit 0; }

# logged NAME WHO ACTION RULE: the newest event is that refusal.
logged()
{
    "$GAUGER" audit log --limit 1 --format json >log.json 2>/dev/null
    check "$1" jq -e --arg who "$2" --arg action "$3" --arg rule "$4" '.events[0]
        | .action == "access.refuse" and .actor == $who and .payload.action == $action
        and .payload.rule == $rule' log.json
}

GAUGER_NOW=2026-01-01T00:00:00Z
export GAUGER_NOW
awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
cat >schema.yaml <<'EOF'
columns:
  score: {role: score}
  y: {role: outcome}
  g: {role: protected}
threshold: 0.5
EOF
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
sed 's/^model: lanes/model: ports/' lanes.yaml >ports.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml

as ada init --testing
exits "init" 0
run account list
says "one person: the duties that are not separated" out "are not separated"

# Nominations.
as ada account add ben --role reviewer --trained 2025-12-01
no "account add: no supervisor" nomination "--supervisor TITLE"
logged "account add: the refusal is on record" ada account.add nomination
as ada account add ben --role reviewer --supervisor "head of review"
no "account add: no training" nomination "--trained DATE"
as ada account add ben --supervisor "head of review" --trained 2025-12-01
no "account add: no role" nomination "no role"
as ada account add ben --role reviewer --supervisor "head of review" --trained 2024-06-01
no "account add: training too old" nomination "good until"
as ada account add ben --role king --supervisor "head of review" --trained 2025-12-01
exits "account add: no such role" 2
as ada account add ben --role administrator,auditor --supervisor "head of review" --trained 2025-12-01
no "account add: roles that exclude each other" exclusion "two people"
check "account add: no key is left of what was refused" sh -c '! ls config/gauger/keys/*/ben.key'

# ben makes his key himself, and hands over the public part.
run account key --key-file ben.key --format json -o ben.pub
exits "account key: a key of one's own" 0
check "account key: the public part" jq -e '.format == "gauger/public-key/1" and .protection == "none"' ben.pub
check "account key: for its owner alone" test "$(stat -c %a ben.key)" = 600
run account key --key-file ben.key
refuses "account key: a file that is there stays" "gauger: ben.key: a key file that is here already is \
never replaced; name another by --key-file FILE, or move this one away"
folder=$(echo config/gauger/keys/*)
echo "left over" >"$folder/ben.key"
as ada account add ben --role reviewer --supervisor "head of review" --trained 2025-12-01
refuses "account add: so does one that was left over" "gauger: $PWD/$folder/ben.key: a key file that is \
here already is never replaced; name another by --key-file FILE, or move this one away (FOR TESTING)"
check "account add: nobody's file is removed" grep -q "left over" "$folder/ben.key"
rm "$folder/ben.key"
as ada account add ben --role reviewer --person p-7 --supervisor "head of review" --trained 2025-12-01 \
    --public-key ben.pub --format json
exits "account add" 0
check "account add: no file was made" jq -e '.key_file == null and (.next[0] | contains("several people"))' out
check "account add: none lies about" sh -c '! ls config/gauger/keys/*/ben.key'
for someone in "sam scientist p-1" "sam-two reviewer p-1" "rob reviewer p-8" "olga auditor p-9" "cindy ci p-10"; do
    set -- $someone
    as ada account add "$1" --role "$2" --person "$3" --supervisor "head of science" --trained 2025-12-01
    exits "account add: $1" 0
done
as ada account add rob --role reviewer --supervisor "head" --trained 2025-12-01
exits "account add: the name is taken" 2
run account list --format json
check "account list" jq -e '.people == "several" and .overdue == 0 and (.accounts | length == 7)
    and .accounts[0].roles == ["administrator"]' out
run account show ben
says "account show" out "p-7"
run record list --type access-nomination --format json
check "the nominations are records" jq -e '.records | length == 6' out
run record list --type training --format json
check "and so is the training" jq -e '.records | length == 6' out

# Who acts is who has the key.
GAUGER_KEY_FILE=ben.key "$GAUGER" policy adopt easy.yaml >out 2>err
status=$?
exits "the key says who acts" 0
run audit log --action policy.adopt --format json
check "and the log has the name" jq -e '.events[0].actor == "ben"' out
as zoe dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
no "a name without an account" account "gauger account add zoe"
logged "on record under that name" zoe dataset.add account
run audit log --limit 1
says "a name without a key is marked" out "calling themselves zoe"
as ben policy adopt easy.yaml
no "an account without its key" key "GAUGER_KEY_FILE"
logged "on record as well" ben policy.adopt key
GAUGER_KEY_FILE=ben.key "$GAUGER" --as sam dataset add rows.csv --name rows --origin synthetic >out 2>err
status=$?
no "another's name with one's own key" key "not one of this account's"

# Roles.
as sam dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
exits "a scientist adds data" 0
for who in ada rob olga cindy; do
    as $who dataset add rows.csv --name more --origin synthetic --schema schema.yaml
    no "dataset add by $who" role "ask a scientist (sam)"
done
as rob model register lanes.yaml --kind development
no "model register by a reviewer" role "scientist or ci"
as sam model register lanes.yaml --kind development
exits "model register by a scientist" 0
as olga evaluate dataset:rows --model lanes
no "an auditor changes nothing" role "scientist or ci"
run --as olga model show lanes
exits "an auditor reads" 0
as cindy evaluate dataset:rows --model lanes
exits "evaluate by ci" 0
as cindy gate lanes
exits "gate by ci" 0
as cindy promote lanes --to review
no "promote by ci" role "scientist"
as sam promote lanes --to review
exits "promote to review by a scientist" 0

# Separation.
as sam review lanes --approve
no "the submitter approves: no role" role "ask a reviewer (ben, rob)"
as sam-two review lanes --approve
no "the submitter approves under another account" separation "ask a reviewer who had no part in it"
run model show lanes --format json
check "and the version's states show it" jq -e '.states[-1] | .result == "refused" and .rule == "separation"
    and .actor == "sam-two"' out
as ada review lanes --approve
no "an administrator approves" role "administrator"
logged "on record" ada model.review role
as rob review lanes --question "which lanes?"
exits "a reviewer asks" 0
as rob review lanes --answer "all"
no "and does not answer" role "scientist"
as sam review lanes --answer "all lanes"
as sam promote lanes --to review
as rob review lanes --approve --format json
exits "another approves" 0
check "the receipt says that it is signed for" jq -e '.authenticated and (.separation | startswith("Several"))' out
as rob promote lanes --to production
exits "promote: an analysis is asked for" 1
says "promote: which" err "privacy-threshold-analysis"
run card lanes -o card.html
exits "card" 0
says "card: who approved, in which role" card.html "rob (reviewer, signed)"
says "card: what is separated" card.html "nobody reviews what they submitted"
check "card: no claim" sh -c '! grep -q unauthenticated card.html'

# Need to know.
as sam model register ports.yaml --kind development
as ada account limit rob --model lanes
exits "account limit" 0
as rob suspend ports@1 --reason "x"
no "a model that is not theirs: change" model "gauger account limit rob"
as rob model show ports
no "a model that is not theirs: show" model "limited to other models"
logged "on record" rob model.show model
as rob model list --format json
check "a list without it" jq -e '[.models[].name] == ["lanes"]' out
as rob card ports
exits "no card of it either" 1
as rob policy adopt easy.yaml
no "nor a policy for all models" model "for all"
# Wherever something of a model is shown or acted on.
as ada record template incident --example
cp out incident.yaml
as ada record add incident.yaml --model ports
exits "a record of the other model" 0
as ada audit log --object model/ports@1 --format json
event=$(jq '.events[0].seq' out)
as ada record list --type incident --all --format json
record=$(jq -r '.records[-1].id' out)
recorded=$(as ada audit log --object "record/$record" --format json && jq '.events[0].seq' out)
for line in "record show $record" "record list --model ports" "record list --type redress-case --statistics" \
    "audit prove $event --payload" "audit prove $recorded --payload" "evaluate evidence:$event" \
    "model show ports" "model history ports" "audit redact $recorded --reason x" "card ports"; do
    as rob $line
    no "limited: $line" model "limited to"
    as ada $line
    check "not limited: $line" sh -c '! grep -q "rule model" err'
done
as rob record list --all --format json
check "records of other models are left out" jq -e 'all(.records[]; .model == null or (.model | startswith("lanes")))' out
as rob audit log --format json
check "and so are their events" jq -e 'all(.events[]; (.object | startswith("model/ports") | not) and ((.payload.model // "lanes") | startswith("lanes")))' out
as ada account limit rob --all-models
as rob model show ports
exits "account limit --all-models" 0

# What is taken back is gone with the next command.
as ada account revoke rob --role reviewer
exits "account revoke: a reason is asked for" 2
as ada account revoke rob --role reviewer --reason "changed posts"
exits "account revoke" 0
as rob suspend lanes --reason "x"
no "the next command is refused" role "without a role"
as ada account grant rob --role reviewer
exits "account grant" 0
as ada account grant rob --role reviewer
exits "account grant: again" 2
as ada account grant ada --role scientist
no "nobody grants themselves a role" self "themselves"
as ada account grant rob --role administrator
no "administrator and reviewer" exclusion "one person is not administrator and reviewer"
as rob account grant sam --role reviewer
no "a reviewer grants nothing" role "ask an administrator (ada)"
as ada account disable rob --reason "left"
as rob suspend lanes --reason "x"
no "a disabled account" disabled "gauger account enable rob"
as ada account disable ada --reason "tired"
no "the last administrator stays" last-administrator "make another one first"

# The second administrator.
as ada account add dora --role administrator --supervisor "head of office" --trained 2025-12-01
exits "a second administrator" 0
as ada account enable rob
says "account enable waits" out "waits for a second administrator: ask an administrator"
as rob suspend lanes --reason "x"
no "still disabled" disabled "disabled"
as ada account confirm rob
no "who asked does not confirm" second "ask an administrator (dora): gauger account confirm rob"
as dora account confirm rob
exits "account confirm" 0
as dora account confirm rob
no "nothing waits any more" state "nothing of rob waits"
as rob account renew sam
no "enabled, and a reviewer" role "administrator"

# Stopping the only other one gives nobody the office alone.
as ada account disable dora --reason "left"
exits "the only other administrator is disabled at once" 0
as ada account grant sam --role ci
says "what is asked for waits all the same" out "gauger account enable dora; or with the root key: gauger account recover ada"
as ada account confirm sam
no "and is not confirmed by who asked" second "gauger account enable dora"
run account show dora --format json
check "account show says so" jq -e '.waits[0].kind == "stopped" and .waits[0].actor == "ada"' out
as ada account enable dora
exits "enabled again at once" 0
as ada account revoke sam --role ci --reason "not needed"
exits "what waited is taken back" 0

# Clocks: ninety days to the second, then one more.
GAUGER_NOW=2026-04-01T00:00:00Z
as sam cycle open lanes --kind refresh --from 1
exits "90 days: a use still passes" 0
as cindy gate lanes
exits "90 days: another" 0
GAUGER_NOW=2026-04-01T00:00:01Z
GAUGER_KEY_FILE=ben.key "$GAUGER" policy adopt easy.yaml >out 2>err
status=$?
no "90 days and a second: dormant, and so is every administrator" dormant \
    "no administrator is active: gauger account recover ada"
as ada account renew ben
no "and so is the administrator" dormant "dormant"
run account list --overdue
exits "account list --overdue says so" 1
as ada account recover ada --reason "nobody was here"
exits "the root key recovers" 0
as ada account renew ben --reason "back from leave"
exits "account renew" 0
GAUGER_KEY_FILE=ben.key "$GAUGER" policy adopt easy.yaml >out 2>err
status=$?
exits "renewed: it acts again" 0
GAUGER_NOW=2026-03-31T00:00:00Z
as sam cycle close lanes/refresh
exits "a clock set back refuses everything" 2
says "and says why" err "the last change is of"
XDG_CONFIG_HOME=$PWD/none GAUGER_NOW=2036-01-01T00:00:00Z "$GAUGER" --as stranger policy adopt easy.yaml >out 2>err
status=$?
no "a stranger's clock is ahead" account "there is no account"
GAUGER_NOW=2026-06-20T00:00:00Z
as sam cycle phase lanes/refresh build
exits "training of 2025-12-01: in June it is good" 0
as ada account renew sam
GAUGER_NOW=2026-09-10T00:00:00Z
as sam cycle phase lanes/refresh test
as ada account renew dora
as ada account renew sam
GAUGER_NOW=2026-12-01T23:59:59Z
as sam cycle phase lanes/refresh deploy
exits "training: the anniversary passes" 0
GAUGER_NOW=2026-12-02T00:00:00Z
as sam cycle close lanes/refresh
no "training: the day after does not" training "gauger account train sam"
as ada account train sam --date 2026-12-02
exits "account train" 0
as sam cycle close lanes/refresh
exits "trained: it acts again" 0
as ada account review sam --reason "still works on lanes"
exits "account review" 0
run account list
says "account list as text" out "review due"

printf 'record: training\naccount: cindy\ncourse: Privacy\ncompleted_on: 2026-12-01\n' >training.yaml
as ada record add training.yaml
exits "a record of training" 0
run account show cindy --format json
check "is the account's training" jq -e '.trained == "2026-12-01"' out
as sam record add training.yaml
no "and an administrator's to write" role "administrator"

# A key that is lost, and one that is changed.
as sam account key sam --key-file sam2.key
exits "account key: another one" 0
as sam dataset list
exits "reading needs no key" 0
as sam cycle open lanes --kind refresh --from 1
no "the former key has ended" key "not one of this account's"
GAUGER_KEY_FILE=sam2.key "$GAUGER" cycle open lanes --kind refresh --from 1 >out 2>err
status=$?
exits "the new one signs" 0

# A stranger who may write the folder, and has no key.
XDG_CONFIG_HOME=$scratch/nobody
export XDG_CONFIG_HOME
as rob review lanes --approve
no "a stranger forges an approval" key "the key of account rob is not here"
XDG_CONFIG_HOME=$scratch/config
run audit verify
exits "the registry agrees" 0
run audit rebuild
exits "rebuild" 0
run audit verify
exits "and agrees still" 0
run account show nobody
exits "account show: not there" 2
