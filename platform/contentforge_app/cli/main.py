"""The commands, one line each; every one imports what it needs when it runs, so that help is quick."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

app: Final = typer.Typer(
    name="contentforge",
    help="ContentForge: product pages turned into copy and images, five APIs over one core.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

billing: Final = typer.Typer(help="What is sold through Stripe.", no_args_is_help=True)
app.add_typer(billing, name="billing")

Port = Annotated[
    int | None, typer.Option("--port", help="Port of the API; CONTENTFORGE_PORT and then 8000 if not given.")
]
Queue = Annotated[
    str | None,
    typer.Option("--queue", help="generation, media or events; without it one child process for each."),
]


@app.command()
def dev(port: Port = None) -> None:
    """Run everything in this terminal on embedded PostgreSQL and Valkey; Ctrl-C stops it all."""
    from contentforge_app.cli.dev import run  # noqa: PLC0415 - help must not load the whole product

    raise typer.Exit(run(port))


@app.command()
def serve() -> None:
    """Serve the APIs."""
    from contentforge_app.cli.processes import serve as run  # noqa: PLC0415 - as above

    run()


@app.command()
def worker(queue: Queue = None) -> None:
    """Run the work of one queue, or of all with one child process each."""
    from contentforge_app.cli.processes import work as run  # noqa: PLC0415 - as above

    raise typer.Exit(run(queue))


@app.command()
def scheduler() -> None:
    """Sweep, relay and tidy up; any number may run at once."""
    from contentforge_app.cli.processes import schedule as run  # noqa: PLC0415 - as above

    run()


@app.command()
def sandbox() -> None:
    """Serve the local Stripe: API, checkout and portal pages, signed webhooks, test clocks. No money moves.

    `contentforge dev` runs it beside the rest; alone it needs CONTENTFORGE_BILLING__SANDBOX_URL (where to listen),
    CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL and STRIPE_SECRET_KEY. It does not start in production.

    For tests it has a console at /_sandbox/, for this machine only:

    PUT /_sandbox/switches/NAME with {"mode": ..., "times": N} or {"seconds": S}, DELETE to put it off. Switches: outage
    (error, rate_limit, slow, hang, lost), drop, duplicate, shuffle (webhooks), dunning (canceled, unpaid, past_due).

    GET /_sandbox/deliveries?state=... lists webhooks; POST /_sandbox/deliveries/NUMBER/redeliver sends one again.

    POST /_sandbox/customers/ID/advance with {"seconds": N} or {"until": T} lets time pass for a customer.
    """
    from contentforge_app.cli.sandbox import run  # noqa: PLC0415 - as above

    raise typer.Exit(run())


@app.command()
def migrate(
    *, check: Annotated[bool, typer.Option("--check", help="Only compare; exit 1 if migrations are due.")] = False
) -> None:
    """Bring the database to this version's schema; make the three roles where that is allowed."""
    from contentforge_app.cli.migrate import run  # noqa: PLC0415 - as above

    raise typer.Exit(run(check_only=check))


@app.command()
def settings() -> None:
    """Print every setting with its default and meaning."""
    from contentforge_app.cli.reference import run  # noqa: PLC0415 - as above

    run()


@app.command()
def openapi(
    api: Annotated[str, typer.Argument(help="contentforge, cgms, writer, generator or blog.")] = "contentforge",
) -> None:
    """Print an API's OpenAPI document."""
    from contentforge_app.cli.openapi import run  # noqa: PLC0415 - as above

    run(api)


@app.command("init-env")
def init_env(
    target: Annotated[str, typer.Argument(help="The file to write; - is standard output.")] = ".env",
) -> None:
    """Make the secrets of an installation by compose; a file that exists stays as it is."""
    from contentforge_app.cli.init_env import run  # noqa: PLC0415 - as above

    raise typer.Exit(run(target))


@app.command("create-admin")
def create_admin(
    email: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    organization: Annotated[
        str | None,
        typer.Option(
            "--organization",
            help="Slug of a team to administer, made if there is none; else the default site while nobody leads it.",
        ),
    ] = None,
    *,
    operator: Annotated[
        bool | None,
        typer.Option("--operator/--no-operator", help="Whether they may use the operator's console; else as it is."),
    ] = None,
) -> None:
    """Make an account (the password is asked for), or make an existing one administrator of an organization."""
    from contentforge_app.cli.create_admin import run  # noqa: PLC0415 - as above

    raise typer.Exit(run(email, organization, operator=operator))


@app.command("lift-second-factor")
def lift_second_factor(email: Annotated[str, typer.Argument(help="The person's e-mail address.")]) -> None:
    """Switch an account's second factor off, for somebody who has lost device and recovery codes. Be sure who asks."""
    from contentforge_app.cli.lift_second_factor import run  # noqa: PLC0415 - as above

    raise typer.Exit(run(email))


Site = Annotated[
    str | None, typer.Option("--site", help="Slug of the organization whose site it is; else the default site.")
]


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="wordpress (its WXR file) or markdown (a bundle, a folder or a file).")],
    path: Annotated[Path, typer.Argument(help="What to read.")],
    author: Annotated[str, typer.Option("--author", help="E-mail address of the member in whose name it is done.")],
    site: Site = None,
    locale: Annotated[
        str | None, typer.Option("--locale", help="Language of what does not tell; else the site's default.")
    ] = None,
) -> None:
    """Bring posts into a site's blog; what is there already stays as it is, so it may be run again."""
    from contentforge_app.cli.transfer import Source, Wanted, bring_in  # noqa: PLC0415 - as above

    if source not in set(Source):
        raise typer.BadParameter("must be wordpress or markdown", param_hint="SOURCE")
    raise typer.Exit(bring_in(Wanted(Source(source), path, author, site, locale)))


@app.command("export")
def export(
    path: Annotated[Path, typer.Argument(help="The bundle to write, a .zip of Markdown files.")], site: Site = None
) -> None:
    """Take a site's posts, categories and tags along; `import markdown` reads the bundle."""
    from contentforge_app.cli.transfer import take_along  # noqa: PLC0415 - as above

    raise typer.Exit(take_along(path, site))


WithoutMedia = Annotated[
    bool, typer.Option("--without-media", help="Leave files out: your bucket keeps versions or copies of its own.")
]


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept; each is a folder of its own in it.")],
    *,
    without_media: WithoutMedia = False,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, help="Once this one is whole, remove all but so many there.")
    ] = None,
) -> None:
    """Copy database and files while everything goes on; prints where the backup is. Secrets are not in it."""
    from contentforge_app.cli.backup import keep as run  # noqa: PLC0415 - as above

    raise typer.Exit(run(folder, without_media=without_media, most=keep))


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="A backup: the folder that `backup` printed.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Drop what is in the database first.")] = False,
    without_media: WithoutMedia = False,
) -> None:
    """Bring database and files back from a backup, into an empty database; processes must be stopped."""
    from contentforge_app.cli.backup import bring_back as run  # noqa: PLC0415 - as above

    raise typer.Exit(run(backup, replace=replace, without_media=without_media))


@billing.command("sync")
def billing_sync(
    *, apply: Annotated[bool, typer.Option("--apply", help="Do it; without this nothing is changed.")] = False
) -> None:
    """Tell how Stripe's products and prices differ from the plan file, and bring them to it."""
    from contentforge_app.cli.billing import sync as run  # noqa: PLC0415 - as above

    raise typer.Exit(run(apply=apply))


@app.command()
def doctor() -> None:
    """Check what a person would check by hand, and say how to mend what is wrong."""
    from contentforge_app.cli.doctor import run  # noqa: PLC0415 - as above

    raise typer.Exit(run())


def main() -> None:
    """Run the command line."""
    try:
        app()
    except ConnectionRefusedError as refused:
        typer.echo(f"Nothing answers there: {refused}. Is the database running? `make dev` starts its own.", err=True)
        sys.exit(1)
