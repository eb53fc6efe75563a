"""The local Stripe: what the product needs of Stripe's API, pages and webhooks, for development and tests."""
