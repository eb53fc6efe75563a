"""The contract of AI Content Generator: a translation over the same core."""
