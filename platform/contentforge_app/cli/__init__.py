"""The command line: one program for every process and every hand's turn of an operator."""

from contentforge_app.cli.main import main

__all__ = ["main"]
