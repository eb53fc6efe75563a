"""The operator API and the built dashboard; it has no parts yet."""
