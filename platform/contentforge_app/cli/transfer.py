"""`contentforge import` and `contentforge export`: posts brought into a site, and taken along."""

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import typer

from contentforge_app.cli.surroundings import configured
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_blog.sites import Site, opening_for_site, site_from
from contentforge_blog.transfer import (
    Found,
    Importer,
    Move,
    Outcome,
    Shelves,
    Unreadable,
    count,
    media_of,
    posts_of,
    put_media,
    read_bundle,
    read_markdown,
    read_wordpress,
    terms_of,
    write_bundle,
)
from contentforge_content.jobs.kinds import JobKinds
from contentforge_platform.database import Database, UnitOfWork
from contentforge_platform.errors import BusinessError
from contentforge_platform.storage import Storage, UrlSigner, open_storage

Entry = TypeVar("Entry")


class Source(StrEnum):
    """What can be brought in."""

    WORDPRESS = "wordpress"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be brought in: from where, to which site, in whose name, in which language unless it tells.

    `site` is an organization's slug; None is the default site.
    """

    source: Source
    path: Path
    author: str
    site: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class _Errand:
    """What both commands work with."""

    settings: Settings
    uow: UnitOfWork
    storage: Storage
    site: Site


def bring_in(wanted: Wanted) -> int:
    """Bring posts and files in; the exit status is 1 if any could not be."""
    return _run(wanted.site, lambda errand: _bring_in(errand, wanted))


def take_along(path: Path, site: str | None) -> int:
    """Write a bundle of a site's posts and files; the exit status."""
    return _run(site, lambda errand: _take_along(errand, path))


def _run(slug: str | None, do: Callable[[_Errand], Awaitable[int]]) -> int:
    try:
        settings = configured()
        settings.require_complete()
        return asyncio.run(_with_site(settings, slug or settings.blog.default_site, do))
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        return 2
    except (BusinessError, Unreadable, OSError) as refusal:
        typer.echo(str(refusal), err=True)
        return 1


async def _with_site(settings: Settings, slug: str, do: Callable[[_Errand], Awaitable[int]]) -> int:
    async with AsyncExitStack() as closing:
        database = Database(settings.database, application="contentforge transfer")
        closing.push_async_callback(database.close)
        signer = UrlSigner(settings.secrets.key_pepper, seconds=settings.storage.url_seconds)
        storage = open_storage(settings.storage, data_dir=settings.data_dir, signer=signer)
        closing.push_async_callback(storage.close)
        # This process hears and tells nothing: copies of the public side end by themselves, within a minute.
        uow = UnitOfWork(database, lambda _: None)
        async with uow.read(opening_for_site(slug)) as session:
            site = site_from(session)
        return await do(_Errand(settings, uow, storage, site))


async def _take_along(errand: _Errand, path: Path) -> int:
    uow, tenant = errand.uow, errand.site.tenant
    posts, files = await count(uow, tenant)
    terms = await terms_of(uow, tenant)
    with _progress(posts + files, "Taking along") as step:
        await write_bundle(
            path,
            tenant,
            terms,
            _shown(media_of(uow, errand.storage, tenant), step),
            _shown(posts_of(uow, tenant), step),
        )
    typer.echo(f"{_counted(posts, 'post')} and {_counted(files, 'file')} of {errand.site.slug} are in {path}")
    return 0


async def _shown(entries: AsyncIterator[Entry], step: Callable[[], None]) -> AsyncGenerator[Entry, None]:
    async for entry in entries:
        yield entry
        step()


@contextmanager
def _progress(total: int, label: str) -> Iterator[Callable[[], None]]:
    """A bar for whoever looks on, one step at a call; a file or another program reads none of it."""
    hidden = not sys.stderr.isatty()
    with typer.progressbar(length=total, label=label, show_pos=True, file=sys.stderr, hidden=hidden) as bar:
        yield lambda: bar.update(1)


async def _bring_in(errand: _Errand, wanted: Wanted) -> int:
    found = _read(wanted, (wanted.locale or errand.site.default_locale).lower())
    importer = await Importer.for_site(errand.uow, errand.site.tenant, wanted.author)
    if found.home is not None:
        base = errand.settings.public_url
        importer.move = Move(found.home, errand.site.tenant, None if base is None else str(base).rstrip("/"))
    await importer.put_terms(found.terms)
    settings = errand.settings
    shelves = Shelves(errand.storage, JobKinds.configured(settings.generation).discard, settings.imaging.limits)
    tally = _Tally()
    with _progress(found.media_total + found.posts_total, "Bringing in") as step:
        for file in found.media:
            await tally.count(file, lambda one: put_media(importer, shelves, *one))
            step()
        for post in found.posts:
            await tally.count(post, importer.put)
            step()
    return tally.told()


class _Tally:
    """What became of everything, told at the end."""

    def __init__(self) -> None:
        self._ends = dict.fromkeys(Outcome, 0)
        self._problems: list[str] = []

    async def count(self, entry: Entry | Unreadable, put: Callable[[Entry], Awaitable[Outcome]]) -> None:
        """Bring one in, and note how it went."""
        try:
            if isinstance(entry, Unreadable):
                raise entry
            self._ends[await put(entry)] += 1
        except Unreadable as refused:
            self._problems.append(str(refused))

    def told(self) -> int:
        """Tell; the exit status."""
        for problem in self._problems:
            typer.echo(problem, err=True)
        ends = ", ".join(f"{number} {outcome}" for outcome, number in self._ends.items())
        typer.echo(f"{ends}, {len(self._problems)} refused")
        return 1 if self._problems else 0


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _read(wanted: Wanted, locale: str) -> Found:
    if wanted.source is Source.WORDPRESS:
        terms, posts, total = read_wordpress(wanted.path, locale)
        return Found(posts, total, terms)
    if wanted.path.suffix == ".zip":
        return read_bundle(wanted.path)
    return Found(*read_markdown(wanted.path, locale))
