"""Reading about work, a file for each reader: nothing here changes anything."""
