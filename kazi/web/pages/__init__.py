"""Home, boards and other pages that join rooms."""
