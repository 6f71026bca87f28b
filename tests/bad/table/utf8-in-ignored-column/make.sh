printf 'id,s,y,g\n1,0.2,0,a\n\377,0.3,1,b\n' >input.csv
