#!/bin/sh
# make deps: asks the package database first, installs what is missing, says so in one line.
. "$(dirname "$0")/../cli/scene.sh"

mkdir bin
stand_in()
{
    { echo '#!/bin/sh'; cat; } >"bin/$1"
    chmod +x "bin/$1"
}
# Installed are the names in the file `installed`; apt-get can install those in `available`.
stand_in dpkg-query <<'END'
for name; do :; done
grep -qx "$name" installed || exit 1
printf 'installed '
END
stand_in apt-get <<'END'
echo "apt-get $* [$DEBIAN_FRONTEND]" >>calls
case $1 in
update)
    cat repository >>available
    exit 0
    ;;
esac
shift
for name; do
    case $name in -*) continue ;; esac
    grep -qx "$name" available || { echo "E: Unable to locate package $name"; exit 100; }
    echo "$name" >>installed
done
END
stand_in sudo <<'END'
echo "sudo" >>calls
exec "$@"
END
stand_in id <<'END'
cat user
END

# begin USER INSTALLED AVAILABLE REPOSITORY
begin()
{
    echo "$1" >user
    printf '%s\n' $2 >installed
    printf '%s\n' $3 >available
    printf '%s\n' $4 >repository
    : >calls
}
deps()
{
    PATH=$PWD/bin:$PATH "$root/tools/deps.sh" "$@" >out 2>err </dev/null
    status=$?
}
flags="install -y -qq --no-install-recommends"

begin 0 "gcc make" "" ""
deps gcc make
exits "all there" 0
check "all there: nothing is said or done" test ! -s out -a ! -s err -a ! -s calls

begin 0 "gcc" "jq check" ""
deps gcc jq check
exits "two missing" 0
echo "deps: installing jq check" >want
same "two missing: one line" out want
echo "apt-get $flags jq check [noninteractive]" >want
same "two missing: one call, no update" calls want

begin 0 "gcc" "" "jq"
deps gcc jq
exits "lists of packages absent" 0
printf '%s\n' "apt-get $flags jq [noninteractive]" "apt-get update -qq [noninteractive]" \
    "apt-get $flags jq [noninteractive]" >want
same "lists of packages absent: fetched, then tried again" calls want

begin 1000 "" "jq" ""
deps jq
exits "not root" 0
echo "deps: installing jq (through sudo)" >want
same "not root: the line says how" out want
printf 'sudo\napt-get %s jq [noninteractive]\n' "$flags" >want
same "not root: through sudo" calls want

begin 0 "" "" ""
deps jq
exits "not to be had" 1
says "not to be had: what apt-get said" err "Unable to locate package jq"
says "not to be had: says so" err "deps: could not install jq"

rm bin/sudo
begin 1000 "" "jq" ""
if PATH=$PWD/bin:/nowhere command -v sudo >/dev/null 2>&1 || command -v sudo >/dev/null; then
    echo "not run: neither root nor sudo (this machine has sudo)"
else
    deps jq
    exits "neither root nor sudo" 1
    says "neither root nor sudo: what to do" err "run as root: apt-get install jq"
fi
