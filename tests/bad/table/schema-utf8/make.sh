printf 'columns:\n  s: \377\n' >s.yaml
