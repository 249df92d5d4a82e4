"""Rules of channels: plain values in and out, no Django, no clock."""
