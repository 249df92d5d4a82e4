"""Reading about work for boards and lists, a file for each subject; nothing here changes anything."""
