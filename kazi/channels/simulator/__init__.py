"""Phones on a screen, to try a talk with."""
