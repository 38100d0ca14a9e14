"""Files in, articles out: one module a format, found by its name."""
