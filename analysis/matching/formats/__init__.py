"""The formats of lexicons: one module a format, and the registry of all of them."""
