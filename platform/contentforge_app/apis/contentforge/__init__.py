"""The native API: everything the product can do, in its own words. The other APIs translate from the same services."""
