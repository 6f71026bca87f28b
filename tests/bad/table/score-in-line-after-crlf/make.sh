printf 'id,s,y,g\r\n1,0.2,0,a\r\n2,x,1,b\r\n' >input.csv
