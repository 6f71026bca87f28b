printf '\377\376\000\000s\000\000\000' >input.csv
