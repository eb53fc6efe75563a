"""Promise 9: the same Idempotency-Key has one effect, over all processes, across their deaths and the broker's."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from support.oracle import BROKER_ERRORS, Oracle
from support.rig import Rig
from support.rig_client import Customer, Desk, new_mark
from support.rig_moves import rounds

PARALLEL = 50


def body_about(mark: str) -> dict[str, object]:
    return {"source_type": "manual", "source_data": {"name": f"Lamp {mark}"}, "content_types": ["title"]}


async def fifty(customer: Customer, body: dict[str, object], key: str) -> list[httpx.Response]:
    sent = (customer.send("POST", "/content/generate", body, {"Idempotency-Key": key}) for _ in range(PARALLEL))
    answers = await asyncio.gather(*sent)
    return [answer for answer in answers if answer is not None]


async def jobs_of(rig: Rig, customer: Customer) -> object:
    return await rig.value("SELECT count(*) FROM generation_job WHERE organization_id = $1", customer.tenant)


@pytest.mark.parametrize("figure", [3, pytest.param(50, marks=pytest.mark.long)])
async def test_fifty_parallel_requests_with_one_key_make_one_job(rig: Rig, oracle: Oracle, figure: int) -> None:
    rig.start("api")
    async with rig.desk() as desk:
        for _ in range(figure if figure == 3 else rounds(figure)):
            customer, body, key = await desk.customer(), body_about(new_mark()), uuid4().hex
            answers = await fifty(customer, body, key)
            assert {answer.status_code for answer in answers} <= {201, 409}
            made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
            assert len(made) == 1
            for answer in answers:
                if answer.status_code == 201:
                    customer.accept(answer.json())
            assert await jobs_of(rig, customer) == 1
            customer.seal()
    await oracle.ask()


async def test_a_key_outlives_the_process_that_took_it_and_the_broker(rig: Rig, desk: Desk, oracle: Oracle) -> None:
    customer, body, key = await desk.customer(), body_about(new_mark()), uuid4().hex
    first = await customer.insist("POST", "/content/generate", body, key)
    job = customer.accept(first.json())
    await customer.ended(job)
    with rig.journal.expecting("broken"):
        [api] = rig.running("api")
        api.kill9()
        rig.empty_and_restart_valkey()
        await rig.restart(api)
        repeat = await customer.insist("POST", "/content/generate", body, key)
    assert (repeat.status_code, repeat.json()["id"], repeat.json()["status"]) == (201, str(job), "completed")
    other = await customer.insist("POST", "/content/generate", body_about(new_mark()), key)
    assert other.status_code == 422
    assert await jobs_of(rig, customer) == 1
    customer.seal()
    await oracle.ask(planned_errors=BROKER_ERRORS)
