printf 's\000,\000y\000\n\000' >input.csv
