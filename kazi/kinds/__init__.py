"""What a task looks like: its YAML, page fields, schemas and checks, and how answers compare."""
