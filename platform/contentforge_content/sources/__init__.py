"""Sources: a product page, a CSV or given fields, each read into the same facts."""
