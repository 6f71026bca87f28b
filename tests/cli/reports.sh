# The example cards in reports/ are what the program writes today, byte by byte.
. "$(dirname "$0")/scene.sh"

cd "$root" || exit 1
"$GAUGER" evaluate datasets/compas/counts.csv --schema datasets/compas/schema.yaml \
    --intersect 'race*sex' --digest --format json -o "$scratch/evaluation.json"
"$GAUGER" gate --evaluation "$scratch/evaluation.json" --policy models/compas.policy.yaml \
    --format json -o "$scratch/verdict.json"
for format in html markdown; do
    name=compas.$([ "$format" = html ] && echo html || echo md)
    "$GAUGER" card --evaluation "$scratch/evaluation.json" --manifest models/compas.yaml \
        --verdict "$scratch/verdict.json" --format "$format" -o "$scratch/$name"
    if cmp -s "$scratch/$name" "reports/$name"; then
        ok "reports/$name is what the program writes"
    else
        fail "reports/$name is what the program writes" "differs; make demo writes it anew"
    fi
done
