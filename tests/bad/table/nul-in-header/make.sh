printf 'id,s\0,y,g\n1,0.2,0,a\n' >input.csv
