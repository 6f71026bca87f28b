printf '(\265/\375\004' >input.csv
