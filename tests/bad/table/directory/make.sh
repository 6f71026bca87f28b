mkdir input.csv
