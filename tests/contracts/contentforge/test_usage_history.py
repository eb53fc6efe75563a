"""`/usage/daily`, `/usage/members`, `/usage/alerts` and `/usage/export`: what was used when, and by whom."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contentforge_app.apis.contentforge.usage.csv_export import COLUMNS
from contentforge_billing.usage.history import BATCH
from contentforge_tenants.access import Role
from support.app import API, Api, Person

MOMENT = datetime(2026, 3, 10, 23, 59, 59, tzinfo=UTC)


async def get(api: Api, person: Person, path: str, **query: str) -> Any:
    answer = await api.client.get(f"{API}/usage/{path}", params=query, headers=person.auth)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def note(api: Api, person: Person, moment: datetime, *, state: str = "settled", **changes: Any) -> UUID:
    """An entry of the ledger as it was written at some moment of the past."""
    values = {"item": uuid4(), "metric": "generations", "units": 1, "user": person.user_id, "key": None, **changes}
    async with api.runtime.uow.write(person.organization) as session:
        await session.fetchval(
            "INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start, user_id, credential,"
            " created_at, settled_at) VALUES ($1, $2, $3, $4, $5, date_trunc('month', $8::timestamptz), $6, $7, $8,"
            " CASE $5::text WHEN 'settled' THEN $8::timestamptz END)",
            person.organization,
            values["item"],
            values["metric"],
            values["units"],
            state,
            values["user"],
            values["key"],
            moment,
        )
    return UUID(str(values["item"]))


async def exported(api: Api, person: Person, **query: str) -> list[dict[str, str]]:
    answer = await api.client.get(f"{API}/usage/export", params=query, headers=person.auth)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_every_day_of_the_span_is_told_with_every_metric(api: Api) -> None:
    person = await api.person()
    await note(api, person, MOMENT)
    await note(api, person, MOMENT, state="held", units=2)
    await note(api, person, MOMENT, state="released")
    await note(api, person, MOMENT + timedelta(seconds=1), metric="images")

    told = await get(api, person, "daily", **{"from": "2026-03-09", "to": "2026-03-11"})

    assert (told["from"], told["to"]) == ("2026-03-09", "2026-03-11")
    found = {(day["day"], day["metric"]): (day["used"], day["settled"], day["held"]) for day in told["days"]}
    assert len(told["days"]) == len(found) == 6
    assert found["2026-03-09", "generations"] == (0, 0, 0)
    assert found["2026-03-10", "generations"] == (3, 1, 2)
    assert found["2026-03-11", "images"] == (1, 1, 0)
    assert found["2026-03-11", "generations"] == (0, 0, 0)


async def test_without_days_it_is_the_present_month_up_to_today(api: Api) -> None:
    person = await api.person()
    await api.job(person)

    told = await get(api, person, "daily")

    today = date.fromisoformat(told["to"])
    assert told["from"] == today.replace(day=1).isoformat()
    assert told["days"][-2] == {"day": told["to"], "metric": "generations", "used": 1, "settled": 0, "held": 1}


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-03-11", "to": "2026-03-10"},
        {"from": "2024-01-01", "to": "2026-03-10"},
        {"from": "yesterday"},
        {"to": "2026-02-30"},
        {"from": "9999-12-31T00:00:01"},
    ],
)
async def test_days_that_are_none_are_refused(api: Api, query: dict[str, str]) -> None:
    person = await api.person()
    for path in ("daily", "members", "export"):
        answer = await api.client.get(f"{API}/usage/{path}", params=query, headers=person.auth)
        assert answer.status_code == 422, path
        assert answer.json()["detail"][0]["loc"][0] == "query"


@pytest.mark.parametrize("last", ["0001-01-01", "9999-12-31"])
async def test_the_ends_of_the_calendar_are_days(api: Api, last: str) -> None:
    person = await api.person()
    told = await get(api, person, "daily", **{"from": last, "to": last})
    assert [day["used"] for day in told["days"]] == [0, 0]


async def test_members_and_keys_are_told_apart_also_when_they_are_gone(api: Api) -> None:
    owner = await api.person(plan="pro")
    key = await api.key(owner, name="Shop server")
    await note(api, owner, MOMENT)
    await note(api, owner, MOMENT, key=f"api_key:{key['id']}", units=3)
    await note(api, owner, MOMENT, key=f"api_key:{key['id']}", metric="images")
    await note(api, owner, MOMENT, user=None, units=2)
    await note(api, owner, MOMENT, state="released", units=50)
    await api.client.delete(f"{API}/api-keys/{key['id']}", headers=owner.auth)

    told = await get(api, owner, "members", **{"from": "2026-03-01", "to": "2026-03-31"})

    assert [(one["kind"], one["name"], one["detail"], one["used"]) for one in told["members"]] == [
        ("api_key", "Shop server", key["key_prefix"], {"generations": 3, "images": 1}),
        ("unknown", "", None, {"generations": 2}),
        ("member", owner.email.partition("@")[0], owner.email, {"generations": 1}),
    ]


async def test_what_was_provisioned_is_told_as_such(api: Api) -> None:
    partner = await api.person(plan="pro")
    body = {"email": f"c{uuid4().hex[:12]}@example.com", "external_platform_id": "shop", "plan": "pro"}
    child = (await api.client.post(f"{API}/auth/provision", json=body, headers=partner.auth)).json()
    order = {"source_type": "manual", "source_data": {"name": "Kettle"}, "content_types": ["title"]}
    await api.client.post(f"{API}/content/generate", json=order, headers={"X-API-Key": child["api_key"]})

    [told] = (await get(api, partner, "members"))["members"]

    assert (told["kind"], told["id"], told["detail"]) == ("provisioned", child["organization_id"], body["email"])
    assert told["used"] == {"generations": 1}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUTHOR, Role.VIEWER])
async def test_only_administrators_see_who_used_what(api: Api, role: Role) -> None:
    owner, member = await api.person(), await api.person()
    await api.join(member, owner, role)
    for path, status in (("daily", 200), ("alerts", 200), ("members", 403), ("export", 403)):
        answer = await api.client.get(f"/t/{owner.slug}{API}/usage/{path}", headers=member.auth)
        assert answer.status_code == status, path


async def test_a_key_reads_days_but_not_who_used_them(api: Api) -> None:
    key = (await api.key(await api.person(), scopes=["read"]))["key"]
    for path, status in (("daily", 200), ("alerts", 200), ("members", 403), ("export", 403)):
        answer = await api.client.get(f"{API}/usage/{path}", headers={"X-API-Key": key})
        assert answer.status_code == status, path


async def test_the_ledger_is_exported_whole_and_in_order(api: Api) -> None:
    person = await api.person()
    items = [await note(api, person, MOMENT + timedelta(minutes=number)) for number in range(-3, 1)]
    await note(api, person, MOMENT - timedelta(days=40))

    rows = await exported(api, person, **{"from": "2026-03-01", "to": "2026-03-31"})

    assert tuple(rows[0]) == COLUMNS
    assert [row["item_id"] for row in rows] == [str(item) for item in items]
    assert rows[-1]["ordered_at"] == rows[-1]["finished_at"] == "2026-03-10T23:59:59Z"
    assert (rows[0]["metric"], rows[0]["units"], rows[0]["state"]) == ("generations", "1", "settled")
    assert rows[0]["user_id"] == str(person.user_id)


async def test_an_export_goes_over_its_batches_without_gap_or_repeat(api: Api) -> None:
    person = await api.person()
    count = 2 * BATCH + 1
    async with api.runtime.uow.write(person.organization) as session:
        await session.fetchval(
            "INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start, created_at)"
            " SELECT $1, gen_random_uuid(), 'images', 1, 'held', date_trunc('month', $2::timestamptz), $2"
            " FROM generate_series(1, $3)",
            person.organization,
            MOMENT,
            count,
        )

    rows = await exported(api, person, **{"from": "2026-03-10", "to": "2026-03-10"})

    assert len(rows) == len({row["item_id"] for row in rows}) == count


async def test_an_export_without_entries_is_its_header(api: Api) -> None:
    answer = await api.client.get(
        f"{API}/usage/export", params={"from": "2020-01-01", "to": "2020-01-02"}, headers=(await api.person()).auth
    )
    assert answer.text == ",".join(COLUMNS) + "\r\n"
    assert answer.headers["content-disposition"] == 'attachment; filename="usage-2020-01-01-to-2020-01-02.csv"'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
async def test_no_cell_is_a_formula(api: Api, start: str) -> None:
    person = await api.person()
    await note(api, person, MOMENT, key=f"{start}HYPERLINK(1)")
    [row] = await exported(api, person, **{"from": "2026-03-10", "to": "2026-03-10"})
    assert row["credential"] == f"'{start}HYPERLINK(1)"
