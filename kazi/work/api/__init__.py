"""Work over HTTP, a file for each kind of caller: read the request, call a service, shape the reply."""
