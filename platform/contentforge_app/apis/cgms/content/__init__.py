"""Texts: ordered, found, described, written anew."""
