"""Keeping an installation alive: backup, restore, upgrade and the doctor."""
