"""Markdown made into HTML that is safe to show: once for each revision, off the event loop, within a budget."""

from contentforge_blog.rendering.budget import MOST_STEPS_AT_ONCE, BodyTooComplex, Budget
from contentforge_blog.rendering.render import LONGEST_BODY, Rendered, render
from contentforge_blog.rendering.workshop import Renderer

__all__ = ["LONGEST_BODY", "MOST_STEPS_AT_ONCE", "BodyTooComplex", "Budget", "Rendered", "Renderer", "render"]
