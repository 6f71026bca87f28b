# The functions that headers declare: FILE:LINE NAME COMMENT_LINES, the lines being those inside the
# comment that stands directly before the declaration.
# Usage: awk -f tools/prototypes.awk HEADER ...
FNR == 1 { inside = statement = comment = 0; open = 0; lines = 0; depth = 0 }
/^GG_BEGIN_DECLS/ { inside = 1; next }
/^GG_END_DECLS/ { inside = 0; next }
!inside { next }
# Comments: one line, or from / * to * /.
/^\/\*.*\*\/[ \t]*$/ { lines = 1; next }
/^\/\*/ { open = 1; lines = 0; next }
open && /\*\// { open = 0; next }
open { lines++; next }
/^[ \t]*$/ { lines = 0; next }
/^#/ { next }
statement == 0 {
    text = ""
    start = FNR
}
{
    statement = 1
    text = text " " $0
    opened = gsub(/{/, "{", $0)
    closed = gsub(/}/, "}", $0)
    depth += opened - closed
}
depth == 0 && /;[ \t]*$/ {
    statement = 0
    if (text !~ /^ (typedef|struct|enum|union|extern) ?.*{/ && text !~ /^ typedef/ &&
        match(text, /gg_[a-z0-9_]+ *\(/)) {
        name = substr(text, RSTART, RLENGTH)
        sub(/ *\($/, "", name)
        print FILENAME ":" start " " name " " lines
    }
    lines = 0
}
