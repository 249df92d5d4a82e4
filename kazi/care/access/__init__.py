"""Who may see what, one thing at a time."""
