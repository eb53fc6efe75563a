"""Organizations as operators see and change them."""
