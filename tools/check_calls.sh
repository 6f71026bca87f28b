#!/bin/sh
# What the library must not call, and that it keeps no state in variables of a file.
# Usage: tools/check_calls.sh BUILD      Reads src and include, and the objects in BUILD/obj/src.
# Prints FILE:LINE: what, and exits with 1 if there is anything.
set -u
objects=$1/obj/src

# Names, then where they are allowed: nowhere (-), or in paths that begin so.
rules='
gets strcpy strcat sprintf vsprintf stpcpy strncpy                  -
strtok strtok_r atof atoi atol atoll sscanf alloca                  -
strtod strtof strtold                                               -
system popen execv execve execvp execl execlp fork vfork            -
rand srand rand_r random srandom drand48 srand48 lrand48            -
setlocale localeconv                                                -
mktemp tmpnam tempnam tmpfile                                       -
localtime localtime_r gmtime ctime asctime mktime strftime          -
perror psignal assert                                               -
isalpha isdigit isspace isalnum isprint isupper islower ispunct     -
toupper tolower strcasecmp strncasecmp strcoll                      -
printf vprintf puts putchar putc fputs fputc fprintf vfprintf       src/cli/
dprintf vdprintf                                                    src/cli/
exit _exit _Exit quick_exit abort raise kill atexit                 src/cli/
signal sigaction sigprocmask pthread_sigmask                        src/cli/
getenv setenv putenv isatty ioctl                                   src/cli/
secure_getenv                                     src/cli/ src/table/duckdb_library.c
getuid geteuid getlogin getpwuid getpwuid_r getpwnam umask chdir    src/cli/
time gettimeofday clock_gettime clock                               src/base/clock.c src/cli/
newlocale uselocale strtod_l                                        src/base/
'

find src include -name '*.[ch]' | sort | xargs awk -v want=code -f tools/code.awk |
    awk -v rules="$rules" '
BEGIN {
    n = split(rules, row, "\n")
    for (i = 1; i <= n; i++) {
        m = split(row[i], word, " ")
        places = ""
        for (k = 1; k <= m; k++)
            if (word[k] == "-" || word[k] ~ /\//)
                places = places " " word[k]
        for (k = 1; k <= m; k++)
            if (word[k] != "-" && word[k] !~ /\//)
                where[word[k]] = places
    }
    where["stdout"] = where["stderr"] = " src/cli/"
}

function allowed(name, file,    place, m, k)
{
    m = split(where[name], place, " ")
    for (k = 1; k <= m; k++)
        if (index(file, place[k]) == 1)
            return 1
    return 0
}

{
    at = $1
    file = at
    sub(/:.*/, "", file)
    rest = substr($0, length(at) + 1)
    # Names that are no members, followed by a bracket; the two streams without one.
    while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
        name = substr(rest, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(rest, RSTART - 1, 1) : ""
        rest = substr(rest, RSTART + RLENGTH)
        if (name in where && before != "." && before != ">" && !allowed(name, file) &&
            (rest ~ /^ *\(/ || name ~ /^std/)) {
            print at " uses " name ", which is not allowed here"
            bad = 1
        }
    }
}
END { exit bad }'
calls=$?

[ -d "$objects" ] || { echo "$objects: not there; build first"; exit 1; }
found=$(mktemp)
trap 'rm -f "$found"' EXIT
# Read-only tables with pointers lie in .data.rel.ro; what is in .data or .bss can change.
find "$objects" -name '*.o' ! -path "$objects/cli/*" | sort | while read -r object; do
    file=src/${object#"$objects"/}
    [ -f "${file%.o}.c" ] || continue # an object of a file that is gone
    objdump -t "$object" | awk -v file="${file%.o}.c" '
    # VALUE FLAGS SECTION SIZE NAME: the flags of a variable hold an O, those of a section a d; a
    # variable of a thread has neither. A lock guards what a foreign library keeps for the process.
    /^[0-9a-f]+ .....[ d]O / || /^[0-9a-f]+ .....[^d][^d] *\.t(bss|data)/ {
        section = $(NF - 2)
        name = $NF
        sub(/\.[0-9]+$/, "", name)
        if (section ~ /^\.(data|bss|tdata|tbss)/ && section !~ /^\.data\.rel\.ro/ &&
            name !~ /(^|_)(once|lock)$/ && name != "c_locale")
            print file ": the variable " name " can change (" section ")"
    }'
done >"$found"
cat "$found"
[ $calls -eq 0 ] && [ ! -s "$found" ]
