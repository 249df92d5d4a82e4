"""Pages of work, a file for each person who uses them."""
