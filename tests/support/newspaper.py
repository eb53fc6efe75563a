"""A newspaper whose people have nothing but addresses, passwords, HTTP, and the mails that they get."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import httpx
from PIL import Image

from support.accounts import Guest
from support.mail_server import FROM, MailServer, text_of
from support.rig_moves import eventually

BLOG: Final = "/blog/api"
PASSWORD: Final = "correct horse battery"
SITE: Final = "http://localhost:3000"
"""Where a site's web server stands in development, unless the site says otherwise."""
HOST: Final = "news.example"
"""A host name at which the newspaper alone is found."""
_PATIENCE: Final = 30.0
_TOKEN: Final = re.compile(r"^cf_\w+$", re.MULTILINE)
_REFUSALS: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
}


def settings_for(server: MailServer) -> Mapping[str, str]:
    """Settings of a product whose mails go to this server."""
    return {
        "CONTENTFORGE_HOSTS": f'{{"{HOST}": "blog"}}',
        "CONTENTFORGE_MAIL__BACKEND": "smtp",
        "CONTENTFORGE_MAIL__HOST": "127.0.0.1",
        "CONTENTFORGE_MAIL__PORT": str(server.port),
        "CONTENTFORGE_MAIL__TLS": "none",
        "CONTENTFORGE_MAIL__FROM_ADDRESS": FROM,
    }


def account(name: str) -> dict[str, str]:
    """What a person types."""
    return {"email": f"{name.lower()}@example.com", "password": PASSWORD, "name": name}


def said(thing: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """What a post, a category or a tag says in a language."""
    [found] = [one for one in thing["translations"] if one["locale"] == locale]
    return dict(found)


def ids(things: Iterable[Mapping[str, Any]]) -> set[str]:
    return {thing["id"] for thing in things}


@dataclass
class Newspaper:
    """What its people know of it so far."""

    http: httpx.AsyncClient
    mails: MailServer
    staff: dict[str, Guest] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    """Ids by slug in Vietnamese."""
    tags: dict[str, str] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def admin(self) -> Guest:
        return self.staff["admin"]

    @property
    def editor(self) -> Guest:
        return self.staff["editor"]

    @property
    def author(self) -> Guest:
        return self.staff["author"]

    @property
    def published(self) -> list[dict[str, Any]]:
        """What readers see."""
        return [post for post in self.posts if post["status"] == "PUBLISHED"]

    def keep(self, post: dict[str, Any]) -> None:
        """Remember a post as it is now."""
        self.posts = [post if known["id"] == post["id"] else known for known in self.posts]

    async def read(self, path: str, status: int = 200, mount: str = BLOG, **query: str) -> httpx.Response:
        """What a reader without any account is answered."""
        answer = await self.http.get(f"{mount}{path}", params=query or None)
        assert answer.status_code == status, f"{path}: {answer.text}"
        return answer

    async def send(self, path: str, body: object, status: int = 200, mount: str = BLOG) -> Any:
        """What a form without an account is answered."""
        answer = await self.http.post(f"{mount}{path}", json=body)
        assert answer.status_code == status, f"{path}: {answer.text}"
        return answer.json()

    async def enter(self, name: str, way: str, account: Mapping[str, str], mount: str = BLOG) -> Guest:
        """Register or log in."""
        told = await self.send(f"/auth/{way}", account, 201 if way == "register" else 200, mount)
        self.staff[name] = Guest(self.http, mount, account["email"], told["accessToken"])
        self.refresh_tokens[name] = told["refreshToken"]
        return self.staff[name]

    async def mailed_token(self, to: str, subject: str) -> str:
        """The token in the first mail to somebody with this in its subject; waits for it."""

        def arrived() -> list[str]:
            letters = zip(self.mails.recipients, self.mails.mails, strict=True)
            return [text_of(mail) for address, mail in letters if address == to and subject in str(mail["Subject"])]

        await eventually(lambda: bool(arrived()), f"{to} gets a mail: {subject}")
        [token] = _TOKEN.findall(arrived()[0])
        return str(token)

    async def upload(self, by: Guest, name: str, body: bytes, **form: str) -> dict[str, Any]:
        """Take a file into the library, and wait until its pictures are made."""
        answer = await by("POST", "/admin/media/upload", files={"file": (name, body)}, data=form)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        async with asyncio.timeout(_PATIENCE):
            while told["status"] != "ready":
                await asyncio.sleep(0.1)
                told = await by.told("GET", f"/admin/media/{told['id']}")
        self.media[name] = told
        return told

    async def picture(self, url: str) -> Image.Image:
        """A picture as a browser loads it."""
        answer = await self.http.get(url)
        assert answer.status_code == 200, answer.text
        image = Image.open(BytesIO(answer.content))
        image.load()
        return image


def refused(answer: httpx.Response, status: int) -> None:
    """Hold a refusal to the documented form."""
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert set(told) == {"statusCode", "message", "error"}
    assert (told["statusCode"], told["error"]) == (status, _REFUSALS[status])
    assert told["message"]
