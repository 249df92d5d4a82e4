"""Pages of deals: read the request, call, shape the reply."""
