printf 'id,s,y,g\n1,0.2,0,Andr\351\n2,0.3,1,b\n' >input.csv
