# Rows of a made-up table, always the same: a CSV file, or with -v sql=1 what makes the same table in
# SQLite. Scores lie at the edges of a hundred bins, at their neighbours among the doubles, and
# between. A score goes into SQLite as a whole number by a power of two, because SQLite does not read
# every decimal number to the nearest double.
function csv(s)
{
    if (s ~ /[",]/) {
        gsub(/"/, "\"\"", s)
        return "\"" s "\""
    }
    return s
}

function lit(s)
{
    gsub(/'/, "''", s)
    return "'" s "'"
}

# The distance from x to the next double, above 0.
function ulp(x,    p)
{
    p = 1
    while (p > x)
        p /= 2
    return p / 4503599627370496
}

function pick(list,    n, parts)
{
    n = split(list, parts, "|")
    return parts[int(rand() * n) + 1]
}

function score_of(i,    x)
{
    if (i <= 300) {
        x = (int((i - 1) / 3) + 1) / 100
        return x + (i % 3 - 1) * ulp(x) > 1 ? 1 : x + (i % 3 - 1) * ulp(x)
    }
    if (i == 301)
        return 0
    return int(rand() * 4503599627370496) / 4503599627370496
}

function row(i,    score, missing, label, race, age, site, month, held, arm, n, w, p, odd)
{
    score = score_of(i)
    missing = rand() < 0.02 && i > 301
    label = pick("1|0|0|yes|No|")
    # One word is met in a row without a score alone.
    race = missing ? pick("White|only there") : pick("White|white|Black|O'Brien|a\"b|Zo\303\253|NA|")
    age = pick("17|25|44.5|45|90|")
    site = pick("A|B|Z\303\274rich|")
    month = pick("2026-01|2026-02")
    held = pick("1|0|")
    arm = pick("random|targeted|")
    n = pick("0|1|1|2|7")
    w = pick("1|0.5|2.25|1000.125|0.1")
    p = pick("1|0.5|0.25|0.75|0.0009765625")
    odd = pick("x|y")
    if (!sql) {
        printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%d\n", missing ? "" : sprintf("%.17g", score),
            label, csv(race), age, site, month, held, arm, n, w, p, odd, i % 3
        return
    }
    printf "INSERT INTO cases VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %d);\n",
        missing ? "NULL" : sprintf("CAST(%.0f AS REAL) / 1152921504606846976", score * 1152921504606846976),
        lit(label), lit(race), age == "" ? "NULL" : age, site == "" ? "NULL" : lit(site), lit(month),
        lit(held), lit(arm), n, w, p, lit(odd), i % 3
}

BEGIN {
    srand(7)
    if (sql) {
        print "BEGIN;"
        print "CREATE TABLE cases (score DOUBLE PRECISION, label TEXT, race TEXT, age DOUBLE PRECISION,"
        print "    site TEXT, month VARCHAR(10), held TEXT, arm TEXT, n INTEGER, w DOUBLE PRECISION,"
        print "    p DOUBLE PRECISION, \"\"\"; drop table cases; --\" TEXT, part INTEGER);"
    } else {
        print "score,label,race,age,site,month,held,arm,n,w,p,\"\"\"; drop table cases; --\",part"
    }
    for (i = 1; i <= rows; i++)
        row(i)
    if (sql)
        print "COMMIT;"
}
