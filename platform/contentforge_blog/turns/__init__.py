"""Turns at writing texts: who takes slugs takes them beside others, who gives up any is alone meanwhile.

A slug that is given up belongs to nobody until the commit, and whoever wants it waits. Two of whom each waits for what
the other gives up would wait for each other, so that the database ends one of them. Turns are held until the
transaction ends, and taken once in it: after the row of what is written, before its texts.
"""

from contentforge_blog.turns.repository import Texts, alone, beside_others

__all__ = ["Texts", "alone", "beside_others"]
