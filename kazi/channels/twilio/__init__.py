"""Twilio and its work-alikes: SMS and calls."""
