"""`contentforge settings`: the reference that the documentation shows."""

import typer

from contentforge_app.settings import reference


def run() -> None:
    """Print all settings as a Markdown table."""
    typer.echo("| variable | default | meaning |\n|---|---|---|")
    for name, default, description in reference():
        shown = f"`{default}`" if default else ""
        typer.echo(f"| `{name}` | {shown} | {description.replace('|', chr(92) + '|')} |")
