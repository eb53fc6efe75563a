"""The schema's history and the models tell the same story."""

from contentforge_app.migrations import check, head, migrate
from support.databases import DatabaseUrls


async def test_the_migrated_database_is_what_the_models_describe(own_database_urls: DatabaseUrls) -> None:
    report = await check(own_database_urls.owner)
    assert report.differences == ()
    assert report.after == head()


async def test_migrating_again_changes_nothing(own_database_urls: DatabaseUrls) -> None:
    urls = own_database_urls
    report = await migrate(urls.owner, urls.app, urls.system)
    assert report.before == report.after == head()
