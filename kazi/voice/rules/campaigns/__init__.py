"""Who is asked, how many of them at a time, and who is asked once more: plain values, no database."""
