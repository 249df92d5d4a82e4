"""Rules of care: plain values in, plain values out."""
