"""The XPath that XLSForms use: read, checked when a form comes in, computed while a person answers.

XPath 1.0 with its rules of conversion and OpenRosa's functions.  Nothing here recurses deeper than
`tree.MOST_DEPTH` or takes longer than its text is long.
"""
