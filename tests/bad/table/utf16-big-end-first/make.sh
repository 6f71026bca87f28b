printf '\000s\000,\000y\000\n' >input.csv
