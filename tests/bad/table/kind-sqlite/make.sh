printf 'SQLite format 3\000\020' >input.csv
