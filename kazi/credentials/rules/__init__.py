"""Keys, proofs and formats of credentials: values in, values out."""
