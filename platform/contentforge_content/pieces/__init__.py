"""Pieces: one prompt or one hand, one text. What cgms, writer and generator deal in, over the same jobs and texts."""
