"""Requests sent again: under one Idempotency-Key they have one effect, and show what that is by now."""

import asyncio

from httpx import Response

from support.accounts import Guest, success_guest
from support.app import Api

ORDER = {"prompt": "A copper kettle that whistles at the boil.", "contentType": "product-description"}
KEY = {"Idempotency-Key": "import-7"}


async def written(api: Api) -> tuple[Guest, str]:
    """Somebody with a completed text."""
    guest = await success_guest(api, "/cgms")
    answer = await guest("POST", "/content/generate", ORDER)
    await api.workshop.run()
    return guest, answer.json()["data"]["contentId"]


async def anew(guest: Guest, item: str, *, key: str, after: float) -> Response:
    await asyncio.sleep(after)
    return await guest("POST", f"/content/{item}/regenerate", headers={"Idempotency-Key": key})


async def test_orders_sent_at_once_under_one_key_make_one_text(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")

    answers = await asyncio.gather(*(guest("POST", "/content/generate", ORDER, headers=KEY) for _ in range(20)))

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.text for answer in answers if answer.status_code == 202}) == 1
    assert (await guest("GET", "/content")).json()["meta"]["total"] == 1


async def test_regenerations_sent_at_once_under_one_key_name_the_same_job(prompt_api: Api) -> None:
    guest, item = await written(prompt_api)

    for turn in range(6):
        # One after the other by less than a request takes: some read while the first one commits.
        arriving = (anew(guest, item, key=f"anew-{turn}", after=place * 0.0007) for place in range(30))
        answers = await asyncio.gather(*arriving)
        late = await anew(guest, item, key=f"anew-{turn}", after=0)
        await prompt_api.workshop.run()

        assert {answer.status_code for answer in answers} <= {202, 409}
        [job] = {answer.json()["data"]["jobId"] for answer in answers if answer.status_code == 202}
        assert (late.status_code, late.json()["data"]["jobId"]) == (202, job)
        assert (await guest("GET", f"/content/{job}/status")).status_code == 200


async def test_a_repeat_of_an_order_costs_nothing(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    for _ in range(15):  # five more than the plan has
        answer = await guest("POST", "/content/generate", ORDER, headers=KEY)
        assert answer.status_code == 202


async def test_a_key_that_was_used_for_another_order_is_refused(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    await guest("POST", "/content/generate", ORDER, headers=KEY)

    answer = await guest("POST", "/content/generate", {**ORDER, "prompt": "A mug."}, headers=KEY)

    assert (answer.status_code, answer.json()["message"]) == (400, "Validation error")
    assert answer.json()["errors"][0]["path"] == ["Idempotency-Key"]


async def test_a_repeat_after_the_text_was_deleted_finds_nothing(prompt_api: Api) -> None:
    guest, item = await written(prompt_api)
    assert (await guest("POST", f"/content/{item}/regenerate", headers=KEY)).status_code == 202
    await guest("DELETE", f"/content/{item}")

    answer = await guest("POST", f"/content/{item}/regenerate", headers=KEY)

    assert (answer.status_code, answer.json()["message"]) == (404, "Content not found")
