"""The `url` source: a fetched page becomes facts. Its libraries are heavy and load only when a page is read."""
