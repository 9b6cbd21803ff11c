"""The HTTP face: one module a resource, one error shape."""
