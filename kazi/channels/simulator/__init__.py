"""Phones on the screen: every medium, no provider."""
