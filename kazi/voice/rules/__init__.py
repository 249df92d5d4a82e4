"""Polls on plain values: forms in and out, expressions, what is asked next.  No Django, no clock."""
