"""The APIs as they are put under arbitrary input: on what ground, as whom, and how many operations each has."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from contentforge_tenants import sessions
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.client import UNKNOWN
from support.app import API, PASSWORD, Person
from support.files import SVG
from support.fuzzing import AnyCase, Fit, Guise
from support.library import uploaded
from support.newsroom import Newsroom
from support.objects import objects_of
from support.operators import CONSOLE, operating
from support.prompt_apis import ALL, GENERATOR, WRITER, PromptApi
from support.second_factor import with_second_factor
from support.sockets import Served
from support.till import event_of, put_on_sale, signed

_SECONDS: Final = 60
"""How long a busy machine may take to answer."""
_SIGNED_IN: Final = f"{API}/auth/me"
_ORDER: Final = {"source_type": "manual", "source_data": {"name": "Kettle"}}


@dataclass(frozen=True)
class Ground:
    """What requests meet.

    Attributes:
        document: where the API tells of itself.
        guises: as whom requests come; the first may do everything.
        known: parameters of paths that lead to something.
        said: values of fields of bodies that lead to something.
        fits: what else makes bodies fit what is there.
        home: a path by which one sees whether the first guise is still let in.
        signing_in: further guises, for routes of accounts.
    """

    document: str
    guises: Sequence[Guise]
    known: Sequence[Mapping[str, str]]
    home: str
    said: Sequence[Mapping[str, Any]] = ({},)
    fits: Sequence[Fit] = ()
    signing_in: Sequence[Guise] = ()

    def guises_at(self, path: str) -> Sequence[Guise]:
        return (*self.guises, *self.signing_in) if "/auth/" in path else self.guises

    async def stands(self, api: Served) -> bool:
        """Whether the first guise still has a session."""
        first = self.guises[0]
        answer = await api.client.get(f"{first.base}{self.home}", headers=dict(first.headers), timeout=_SECONDS)
        return answer.status_code == 200


@dataclass(frozen=True)
class Fuzzed:
    """One API under arbitrary input.

    Attributes:
        whole: operations of the document; whoever adds one adds it here, and sees it fuzzed.
        refusal: the fields of its form of error; the first is always there.
        takes: which paths of the document are meant.
    """

    name: str
    whole: int
    refusal: tuple[str, ...]
    prepare: Callable[[Served], Awaitable[Ground]]
    takes: Callable[[str], bool] = lambda _: True


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def _callers(api: Served) -> tuple[Person, Person, dict[str, str]]:
    """An owner whose plan has everything, somebody who may only look there, and a key of the owner's."""
    owner, viewer = await api.person(plan="enterprise"), await api.person()
    await api.join(viewer, owner, Role.VIEWER)
    return owner, viewer, {"X-API-Key": (await api.key(owner))["key"]}


def _guises(base: str, below: str, owner: str, viewer: str, key: Mapping[str, str]) -> list[Guise]:
    return [
        Guise("owner", base, _bearer(owner)),
        Guise("viewer", below, _bearer(viewer)),
        Guise("key", base, key),
        Guise("nobody", base, {}),
    ]


def _prompt_ground(one: PromptApi) -> Callable[[Served], Awaitable[Ground]]:
    async def prepare(api: Served) -> Ground:
        owner, viewer, key = await _callers(api)
        mine, looking = await one.guest(api, owner), await one.guest(api, viewer)
        ids = await one.order(api, mine)
        if one is WRITER:
            ids["job_id"] = f"content-{ids['content_id']}"
        await api.workshop.run()
        said = {"email": owner.email, "password": PASSWORD, "refreshToken": owner.refresh_token, **one.ordering[1]}
        base = f"{api.base}{one.mount}"
        return Ground(
            document=f"{base}/openapi.json",
            guises=_guises(base, f"{api.base}/t/{owner.slug}{one.mount}", mine.token, looking.token, key),
            known=[ids],
            said=[said],
            home=f"{one.base.removeprefix(one.mount)}/auth/me",
        )

    return prepare


async def _native(api: Served) -> Ground:
    await put_on_sale(api.runtime)
    owner, viewer, key = await _callers(api)
    objects = await objects_of(api, owner)
    guarded = await api.person()
    app = await with_second_factor(api, guarded)
    asked = await api.client.post(f"{API}/auth/login", json={"email": guarded.email, "password": PASSWORD})
    said = {
        "email": owner.email,
        "password": PASSWORD,
        "current_password": PASSWORD,
        "new_password": PASSWORD,
        "refresh_token": None,
        "template_id": objects.template_id,
        "user_id": objects.user_id,
        "plan": "pro",
        **_ORDER,
    }
    codes = {"email": guarded.email, "password": PASSWORD, "challenge": asked.json()["challenge"]}
    page = {
        "X-ContentForge-Session": "cookie",
        "Origin": api.base,
        "Cookie": f"contentforge-refresh={owner.refresh_token}",
    }
    return Ground(
        document=f"{api.base}/openapi.json",
        guises=_guises(api.base, f"{api.base}/t/{owner.slug}", owner.token, viewer.token, key),
        known=[objects.by_parameter()],
        said=[said, {**codes, "code": app.recovery_codes[0]}],
        home=_SIGNED_IN,
        signing_in=[
            Guise("page", api.base, page),
            Guise("page signed in", api.base, {**page, **_bearer(owner.token)}),
            Guise("guarded", api.base, _bearer(guarded.token)),
        ],
    )


async def _console(api: Served) -> Ground:
    operator = await operating(api)
    owner = await api.person(plan="enterprise")
    key = {"X-API-Key": (await api.key(operator.person))["key"]}
    job = await api.job(owner)
    event = event_of(customer="cus_nobody")
    body = json.dumps(event).encode()
    await api.client.post(f"{API}/webhooks/stripe", content=body, headers=signed(body))
    live = next(one for one in await operator.everything("events") if one["object_id"] == job["id"])
    [told] = [one for one in await operator.everything("inbox") if one["stripe_id"] == event["id"]]
    mail = (await operator.everything("mails"))[0]
    known = {"organization_id": str(owner.organization), "job_id": job["id"], "event_id": live["id"]}
    return Ground(
        document=f"{api.base}/openapi.json",
        guises=[
            Guise("operator", api.base, operator.person.auth),
            Guise("owner", api.base, owner.auth),
            Guise("key", api.base, key),
            Guise("nobody", api.base, {}),
        ],
        known=[
            known,
            {"event_id": told["id"], "organization_id": mail["organization_id"], "mail_id": mail["id"]},
        ],
        said=[{"plan": "pro", "reason": "To see what comes of it"}],
        home=f"{CONSOLE}/me",
    )


async def _blog(api: Served) -> Ground:
    """A site with something of each kind, and the parameters that lead to it; the second slug is a former one."""
    newsroom = await Newsroom.opened(api)
    viewer = await newsroom.joined(Role.VIEWER)
    post = await newsroom.editor.post({"locale": "vi", "title": "Một", "slug": "truoc"})
    path = f"/admin/posts/{post['id']}"
    await newsroom.editor("POST", f"{path}/publish", {})
    await newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "slug": "mot"}]})
    token = (await newsroom.editor("POST", f"{path}/preview-token")).json()["token"]
    media = await uploaded(newsroom.author, SVG, "a.svg")
    category, tag = await newsroom.term("category"), await newsroom.term("tag")
    shared = {
        "post_id": post["id"],
        "media_id": media["id"],
        "user_id": str(newsroom.author.user),
        "content_id": str(uuid4()),
        "token": token,
        "locale": "vi",
        "version": "1",
    }
    base = f"{api.base}{newsroom.mount.removesuffix('/api')}"
    return Ground(
        document=f"{api.base}{newsroom.mount}/openapi.json",
        guises=_guises(base, base, newsroom.admin.token, viewer.token, {"X-API-Key": await _key_of(api, newsroom)}),
        known=[
            {**shared, "slug": "mot", "term_id": str(category)},
            {**shared, "slug": "truoc", "term_id": str(tag)},
            {**shared, "slug": category.hex[:8]},
            {**shared, "slug": tag.hex[:8]},
        ],
        fits=[_at_home],
        home="/api/auth/me",
    )


async def _key_of(api: Served, newsroom: Newsroom) -> str:
    """A key of the site's ADMIN for the site."""
    await api.set_plan(newsroom.tenant, "enterprise")
    admin = newsroom.admin
    async with api.runtime.uow.write(None) as session:
        keyring = api.runtime.keyring
        pair = await sessions.start(session, keyring, admin.user, admin.tenant, Audience.CONTENTFORGE, UNKNOWN)
    path = f"{newsroom.mount.removesuffix('/blog/api')}{API}/api-keys"
    answer = await api.client.post(path, json={"name": "Key"}, headers=_bearer(pair.access_token))
    return str(answer.json()["key"])


def _at_home(case: AnyCase) -> AnyCase:
    """Texts in a language that the site has."""
    if isinstance(case.body, dict) and isinstance(texts := case.body.get("translations"), list):
        locales = iter(("vi", "en"))
        for text in texts:
            if isinstance(text, dict):
                text["locale"] = next(locales, "vi")
    return case


def _is_console(path: str) -> bool:
    return path.startswith(CONSOLE)


def _is_native(path: str) -> bool:
    return not _is_console(path)


_OPERATIONS: Final = {"cgms": 12, "writer": 13, "generator": 11}
_PROMPTS: Final = [
    Fuzzed(
        one.name,
        _OPERATIONS[one.name],
        ("message", "currentStatus") if one is GENERATOR else ("message", "success", "errors"),
        _prompt_ground(one),
    )
    for one in ALL
]
EVERY: Final = [
    *_PROMPTS,
    Fuzzed("contentforge", 85, ("detail",), _native, _is_native),
    Fuzzed("operator", 19, ("detail",), _console, _is_console),
    Fuzzed("blog", 54, ("message", "statusCode", "error"), _blog),
]
