# The README shows the program's real output: its example, line by line and in order. Links lead
# somewhere.
. "$(dirname "$0")/scene.sh"

awk '/^    \$ build\/gauger evaluate/ { on = 1; next } on && /^[^ ]/ { exit } on' "$root/README.md" |
    sed -e 's/^    //' >shown
command=$(sed -n 's|^    \$ build/gauger ||p' "$root/README.md" | head -n 1)
# shellcheck disable=SC2086
(cd "$root" && "$GAUGER" $command) >printed 2>/dev/null
missing=$(awk 'NR == FNR { line[++n] = $0; next }
    /^ *\.\.\.$/ || /^$/ { next }
    { while (at < n && line[++at] != $0) {} if (line[at] != $0) { print; exit } }' printed shown)
if [ ! -s shown ]; then
    fail "the README's example is what the program prints" "no example found"
elif [ -n "$missing" ]; then
    fail "the README's example is what the program prints" "not printed: $missing"
else
    ok "the README's example is what the program prints"
fi

broken=
for page in "$root"/README.md "$root"/docs/*.md; do
    for link in $(sed -n 's/.*](\([A-Za-z0-9_./-]*\)).*/\1/p' "$page"); do
        [ -e "$(dirname "$page")/$link" ] || broken="$broken $link"
    done
done
if [ -z "$broken" ]; then
    ok "links in the documents lead somewhere"
else
    fail "links in the documents lead somewhere" "$broken"
fi

# The example cards are what the program writes today: make demo writes them anew.
cd "$root" || exit 1
"$GAUGER" evaluate datasets/compas/counts.csv --schema datasets/compas/schema.yaml \
    --intersect 'race*sex' --digest --format json -o "$scratch/evaluation.json"
"$GAUGER" gate --evaluation "$scratch/evaluation.json" --policy models/compas.policy.yaml \
    --format json -o "$scratch/verdict.json"
for kind in html:html markdown:md; do
    "$GAUGER" card --evaluation "$scratch/evaluation.json" --manifest models/compas.yaml \
        --verdict "$scratch/verdict.json" --format "${kind%:*}" -o "$scratch/card"
    cd "$scratch" || exit 1
    same "reports/compas.${kind#*:} is what the program writes" "$root/reports/compas.${kind#*:}" card
    cd "$root" || exit 1
done
cd "$scratch" || exit 1
