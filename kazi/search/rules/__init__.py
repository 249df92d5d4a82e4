"""How texts are cut into words, compared, ranked and shown: plain values in, plain values out."""
