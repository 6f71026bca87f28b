printf 'id,s,y,g\n1,0.2,0,a\n2,0.3,1,\300\257\n' >input.csv
