"""Prompts: what is asked of a model for each type of text, and what of its answer is kept."""
