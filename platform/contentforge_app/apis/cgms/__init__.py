"""The contract of AI CGMS: a translation over the same core."""
