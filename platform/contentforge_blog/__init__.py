"""The headless CMS of every organization; it has no parts yet."""
