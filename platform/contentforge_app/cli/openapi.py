"""`contentforge openapi`: the document of an API as its clients' generators read it. It needs no database."""

from collections.abc import Callable
from typing import Final, Protocol

import orjson
import typer

from contentforge_app.apis.blog import app as blog
from contentforge_app.apis.cgms import app as cgms
from contentforge_app.apis.contentforge import app as contentforge
from contentforge_app.apis.generator import app as generator
from contentforge_app.apis.writer import app as writer
from contentforge_app.runtime import Runtime
from contentforge_app.settings import Settings


class _Api(Protocol):
    def openapi(self) -> dict[str, object]: ...


_APIS: Final[dict[str, Callable[[Runtime], _Api]]] = {
    "contentforge": contentforge.build,
    "cgms": cgms.build,
    "writer": writer.build,
    "generator": generator.build,
    "blog": blog.build,
}
_NOWHERE: Final = "postgresql://nobody@127.0.0.1:1/nothing"
_NOTHING: Final = "only-for-reading-the-routes-of-an-api"


class _Bell:
    def wake(self, queue: str) -> None:
        """Nobody works here."""


def run(api: str) -> None:
    """Print the document of `api`.

    Raises:
        typer.BadParameter: there is no such API.
    """
    if api not in _APIS:
        raise typer.BadParameter(f"must be one of {', '.join(_APIS)}", param_hint="API")
    document = _APIS[api](Runtime(_settings(), _Bell())).openapi()
    typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def _settings() -> Settings:
    """Enough to put an API together that is never started."""
    return Settings.model_validate(
        {
            "env": "test",
            "database": {"url": _NOWHERE, "owner_url": _NOWHERE, "system_url": _NOWHERE},
            "redis": {"url": "redis://127.0.0.1:1"},
            "secrets": {"jwt": [_NOTHING], "key_pepper": [_NOTHING]},
            "billing": {"mode": "sandbox", "sandbox_url": "http://127.0.0.1:1"},
            "stripe_secret_key": "sk_test_nothing",
            "stripe_webhook_secret": ["whsec_nothing"],
        }
    )
