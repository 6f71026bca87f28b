# C files without comments and includes: FILE:LINE: and either the string literals, one a line
# (want=strings), or the code with the literals emptied (want=code).
# Usage: awk -v want=strings -f tools/code.awk FILE ...
FNR == 1 { block = 0 }
/^[ \t]*#[ \t]*include/ { next }
{
    n = length($0)
    code = ""
    for (i = 1; i <= n; i++) {
        two = substr($0, i, 2)
        c = substr($0, i, 1)
        if (block) {
            if (two == "*/") {
                block = 0
                i++
            }
        } else if (two == "/*") {
            block = 1
            i++
        } else if (two == "//") {
            break
        } else if (c == "'" || c == "\"") {
            text = ""
            for (i++; i <= n && (d = substr($0, i, 1)) != c; i++) {
                text = text d
                if (d == "\\") {
                    i++
                    text = text substr($0, i, 1)
                }
            }
            code = code c c
            if (want == "strings" && c == "\"")
                print FILENAME ":" FNR ": " text
        } else {
            code = code c
        }
    }
    if (want == "code" && code != "")
        print FILENAME ":" FNR ": " code
}
