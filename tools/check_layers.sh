#!/bin/sh
# Includes go down the floors, never up nor sideways; foreign headers stay on their floor.
# Usage: FLOORS="base stats ..." tools/check_layers.sh      From the ground up, as the Makefile has it.
# Prints FILE:LINE: what is wrong, and exits with 1 if there is anything.
set -u
: "${FLOORS:?names of the floors, from the ground up}"

find src include tests -name '*.[ch]' | sort |
    xargs grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null |
    awk -v floors="$FLOORS" '
BEGIN {
    n = split(floors, floor, " ")
    for (i = 1; i <= n; i++)
        level[floor[i]] = i
    # Two rooms of one storey: neither may see the other.
    sideways["stats", "table"] = sideways["table", "stats"] = 1

    # A foreign header, by how its name begins, and the floor that may use it.
    home["gsl/"] = "stats"; home["yaml.h"] = "base"; home["sodium.h"] = "base"; home["nettle/"] = "base"
    home["jansson.h"] = "base"; home["libxml/"] = "report"; home["libsvm/"] = "model"
    home["sqlite3.h"] = "registry"; home["microhttpd.h"] = "web"; home["check.h"] = "tests"
    home["odbcinst.h"] = home["sql.h"] = home["sqlext.h"] = home["sqlucode.h"] = "evidence"

    split("arpa/inet assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal " \
          "stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath " \
          "threads time uchar netinet/in wchar wctype dirent fcntl fnmatch ftw getopt glob langinfo poll " \
          "pthread pwd regex sched spawn strings termios unistd sys/file sys/ioctl sys/mman " \
          "sys/random sys/resource sys/select sys/socket sys/stat sys/sysmacros sys/time sys/types sys/uio " \
          "sys/vfs dlfcn " \
          "sys/wait emmintrin immintrin", words, " ")
    for (i in words)
        standard[words[i] ".h"] = 1
}

function report(what)
{
    print file ":" line ": " what
    bad = 1
}

# The floor that a path belongs to: of the file itself, or of what it includes.
function floor_of(path,    part)
{
    split(path, part, "/")
    if (part[1] == "src" || part[1] == "tests")
        return part[2]
    return part[1] == "include" ? part[3] : ""
}

function check_floor(target)
{
    if (!(here in level)) # tests of no floor (fuzz) stand above all
        return
    if (!(target in level))
        report("includes \"" name "\", of no floor that is known")
    else if ((here, target) in sideways)
        report("includes \"" name "\": " here " and " target " stand side by side")
    else if (level[target] > level[here])
        report("includes \"" name "\": " here " lies below " target)
}

function check_foreign(    prefix, where)
{
    if (name in standard)
        return
    for (prefix in home)
        if (index(name, prefix) == 1) {
            where = home[prefix]
            if (file ~ /^include\// && !(name == "jansson.h" && file == "include/gauger/base/json.h"))
                report("includes <" name ">: a public header brings in no foreign one")
            else if (file !~ /^tests\// && here != where)
                report("includes <" name ">, which only " where " may")
            return
        }
    report("includes <" name ">, which no floor is known to need")
}

{
    file = $0; sub(/:.*/, "", file)
    line = substr($0, length(file) + 2); sub(/:.*/, "", line)
    name = $0; sub(/^[^"<]*["<]/, "", name); sub(/[">].*/, "", name)
    here = floor_of(file)
    split(name, part, "/")
    if ($0 ~ /include[[:space:]]*</)
        check_foreign()
    else if (part[1] == "gauger")
        check_floor(part[2])
    else if (part[2] != "" && part[1] in level && part[1] != here && here != "fuzz" &&
             !(file ~ /^tests\// && name !~ /_internal\.h$/ && level[part[1]] <= level[here]))
        report("includes \"" name "\", which is internal to " part[1])
}
END { exit bad }'
