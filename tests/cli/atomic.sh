#!/bin/sh
# -o FILE holds the old text or the new one, at every moment and after every end.
. "$(dirname "$0")/scene.sh"

{
    echo s,y,g
    i=0
    while [ $i -lt 2000 ]; do
        echo "0.$((i % 10)),$((i % 3 % 2)),group$((i % 40))"
        i=$((i + 1))
    done
} >t.csv
set -- evaluate t.csv --score s --outcome y --protected g --threshold 0.5 --format json

run "$@"
exits "the table can be evaluated" 0
cp out new
echo "the old text" >target
cp target old

# Killed at twenty moments, from before it reads to after it has written.
broken=0 olds=0 news=0
for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 20 30 50 100; do
    cp old target
    "$GAUGER" "$@" -o target >/dev/null 2>&1 &
    pid=$!
    sleep "$(printf '0.%03d' $i)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    if cmp -s target old; then
        olds=$((olds + 1))
    elif cmp -s target new; then
        news=$((news + 1))
    else
        broken=$((broken + 1))
    fi
done 2>/dev/null
check "kill -9: always the old text or all of the new ($olds old, $news new)" test $broken -eq 0

rm -f .target* target.*
cp old target
run "$@" -o target
same "left alone, the new text is there" target new
check "no other file is left" test "$(ls -A | grep -c target)" -eq 1

# A link is written through, or replaced; either way what is read is whole.
cp old target
chmod 640 target
run "$@" -o target
same "over a file with its own mode" target new

mkdir locked
chmod 555 locked
if [ "$(id -u)" -ne 0 ]; then
    run "$@" -o locked/file
    exits "a folder that may not be written" 2
    check "nothing in it" test -z "$(ls -A locked)"
else
    echo "not run: a folder that may not be written (root may write anywhere)"
fi
run "$@" -o /dev/null
exits "-o /dev/null" 0
check "/dev/null is still a device" test -c /dev/null

# What is read is never written over, by whatever name it is called.
printf 's,y,g\n0.2,0,a\n0.8,1,b\n' >table.csv
cp table.csv kept.csv
ln table.csv hard.csv
ln -s table.csv soft.csv
for name in table.csv ./table.csv hard.csv soft.csv; do
    run evaluate table.csv --score s --outcome y -o "$name"
    exits "-o $name is the table itself" 2
done
"$GAUGER" evaluate - --score s --outcome y -o table.csv <table.csv >out 2>err
status=$?
exits "-o is the file on standard input" 2
same "the table is as it was" table.csv kept.csv

# So is stored evidence that is read or added to, and the file of a database; nor are two outputs one
# file, however its name is spelled and whether it is there or not.
over()
{
    name=$1
    shift
    run "$@"
    refuses "$name" "gauger: $option: this file is also given as an input or another output; name another file"
}
roles="--score s --outcome y --threshold 0.5"
# shellcheck disable=SC2086 # the options are words
{
    run evaluate table.csv $roles --evidence old.json
    cp old.json kept.json
    option=--output
    over "-o over evidence that is added to" evaluate table.csv $roles --add-to old.json -o ./old.json
    over "-o over evidence that is read" evaluate evidence:old.json -o old.json
    same "the evidence is as it was" old.json kept.json
    echo "not one" >base.db
    over "-o over the file of a database" evaluate "odbc:DRIVER=SQLite3;Database=$PWD/base.db;/t" $roles -o base.db
    option=--evidence
    over "two outputs, one new file" evaluate table.csv $roles --evidence new.json -o ./new.json
    over "two outputs, one new file by its whole name" evaluate table.csv $roles --evidence "$PWD/new.json" -o new.json
    check "none was made" test ! -e new.json
    run evaluate table.csv $roles --evidence here.json -o there.txt
    exits "two files" 0
}
