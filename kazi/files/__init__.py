"""Uploads: checked, stored and served to whom may see them."""
