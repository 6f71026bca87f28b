printf '\377\376i\0d\0,\0s\0\n\0' >input.csv
