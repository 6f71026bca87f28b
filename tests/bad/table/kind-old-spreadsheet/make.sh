printf '\320\317\021\340\241' >input.csv
