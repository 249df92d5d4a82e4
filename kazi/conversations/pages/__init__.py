"""Addresses that providers call, the simulator, and the page of the web channel."""
