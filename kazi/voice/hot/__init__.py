"""The statement that every reply costs, in SQL for both databases, behind one function."""
