"""The public APIs: each a folder with its schemas, its renderer and its error envelope, over the same services."""
