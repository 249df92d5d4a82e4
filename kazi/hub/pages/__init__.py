"""Pages of the public hub, of its desk, and of a provider's own profile."""
