#!/bin/sh
# Installs the Debian packages among those named that are missing; says in one line which.
# Usage: tools/deps.sh PACKAGE ...      Says nothing and does nothing if all are there.
set -eu

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "deps: this is no Debian system; these packages, or their like, have to be there: $*"
    exit 0
fi

missing=
for package in "$@"; do
    case $(dpkg-query -W -f='${db:Status-Status} ' "$package" 2>/dev/null || :) in
    *"installed "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

as_root=
how=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "deps: missing:$missing; run as root: apt-get install$missing" >&2
        exit 1
    fi
    as_root=sudo
    how=" (through sudo)"
fi
echo "deps: installing$missing$how"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_them()
{
    # shellcheck disable=SC2086 # the names are words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $missing >"$log" 2>&1 </dev/null
}

# The lists of packages may be absent or old: only then are they fetched.
if ! install_them; then
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >"$log" 2>&1 </dev/null || :
    if ! install_them; then
        tail -n 20 "$log" >&2
        echo "deps: could not install$missing" >&2
        exit 1
    fi
fi
