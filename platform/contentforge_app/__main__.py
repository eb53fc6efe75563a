"""`python -m contentforge_app` is the same as `contentforge`."""

from contentforge_app.cli import main

main()
