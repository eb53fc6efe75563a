"""Processes that do the work: claim loops woken by Celery, and the scheduler that mends what nobody else does."""
