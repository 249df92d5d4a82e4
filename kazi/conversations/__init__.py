"""Talks with people on any channel: one engine for USSD, SMS, calls, WhatsApp, Telegram and the web.

The room owns where each talk stands, what was answered and agreed to, under pseudonyms of the vault,
the addresses to which providers of messages post, and the simulator.  What is asked comes from
scripts that rooms above register (`rules/scripts.py`); how it sounds on a channel is decided here.
"""
