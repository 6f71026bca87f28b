printf 'id,s,y,g\n1,0.2,0,a\n2,0.3,1,b\303\n' >input.csv
