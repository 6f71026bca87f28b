#!/bin/sh
# Files of at most 600 lines; functions of more than 60 lines under 2 of 100.
# Usage: tools/check_lengths.sh      Prints what is longer, and exits with 1 if it is too much.
set -u

find src include tests tools -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' | sort |
    xargs awk '
function finish()
{
    if (file != "" && lines > 600) {
        print file ": " lines " lines (at most 600)"
        bad = 1
    }
}
FNR == 1 { finish(); file = FILENAME; code = file ~ /\.[ch]$/; start = 0; open = 0 }
{ lines = FNR }
!code { next }
# A function begins with the line in the first column before its lone brace.
!open && /^[A-Za-z_]/ && !/;[[:space:]]*$/ && !start { start = FNR; first = $0 }
!open && (/^[[:space:]]*$/ || /^[#}\/]/ || /;[[:space:]]*$/) { start = 0 }
/^{/ && start { open = start }
/^}/ && open {
    if (first !~ /^(typedef|struct|enum|union|static const struct)/ || first ~ /\)$/) {
        all++
        length_ = FNR - open + 1
        if (length_ > 60) {
            long++
            list = list file ":" open ": a function of " length_ " lines\n"
        }
    }
    open = start = 0
}
END {
    finish()
    if (long * 100 >= 2 * all && long) {
        printf "%s%d of %d functions have more than 60 lines (under 2 of 100 may)\n", list, long, all
        bad = 1
    } else if (long) {
        printf "note: %s", list
    }
    exit bad
}'
