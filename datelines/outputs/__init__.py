"""A table in, a file out: one module a format, found by its name."""
