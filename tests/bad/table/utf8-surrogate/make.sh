printf 'id,s,y,g\n1,0.2,0,a\n2,0.3,1,\355\240\200\n' >input.csv
