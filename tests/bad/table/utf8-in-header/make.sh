printf 'id,s,y,g\377\n1,0.2,0,a\n' >input.csv
