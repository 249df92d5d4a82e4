"""Kannel, the gateway that speaks SMPP to operators."""
