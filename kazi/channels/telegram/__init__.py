"""Telegram's bots."""
