"""Pages of buyers, providers, the hub, and of everybody."""
