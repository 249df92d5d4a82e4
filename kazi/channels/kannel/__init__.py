"""Kannel, the gateway of many operators."""
