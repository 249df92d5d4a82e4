"""Demo data: an invented world, the same each time, in which every page has something true to show."""
