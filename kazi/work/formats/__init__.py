"""File formats of tasks in and results out: rows as they come, memory flat, faults in plain words.

Plain Python.  `reading.open_rows` finds out what a file is; `writing` makes the exports.
"""
