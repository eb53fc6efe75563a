"""`/admin/site`."""
