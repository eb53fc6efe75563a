"""What Stripe has told, and applying it again."""
