"""`/admin/posts`, and how posts are shown to readers."""
