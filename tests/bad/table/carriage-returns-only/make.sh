printf 'id,s,y,g\r1,0.2,0,a\r' >input.csv
