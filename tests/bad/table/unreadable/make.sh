chmod 000 input.csv
