"""What this month's plan has been used for."""
