"""Twilio and what speaks its language: SMS and calls."""
