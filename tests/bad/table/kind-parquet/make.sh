printf 'PAR1\025\004' >input.csv
