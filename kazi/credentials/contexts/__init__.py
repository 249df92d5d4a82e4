"""JSON-LD contexts, as they were published; see README.md beside this file."""
