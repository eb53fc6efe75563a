"""Orders, and saving what they brought."""
