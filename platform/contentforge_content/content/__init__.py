"""Texts, their versions, and what people do to them."""
