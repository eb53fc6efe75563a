"""What readers of a site are answered."""
