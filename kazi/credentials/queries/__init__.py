"""Reading what was issued and who issued it."""
