"""The headless CMS of every organization."""
