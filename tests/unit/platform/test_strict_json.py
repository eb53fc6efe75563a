"""JSON as strangers send it: what it may hold, and what reading it may cost."""

import json
import time

import pytest

from contentforge_platform.http.strict_json import loads


@pytest.mark.parametrize(
    "body", [rb'{"a": "\u0000"}', rb'{"\u0000": 1}', rb'["x\\\u0000"]', rb'[{"a": ["\\\\\u0000y"]}]']
)
def test_a_nul_is_refused_wherever_it_stands(body: bytes) -> None:
    with pytest.raises(json.JSONDecodeError, match="NUL"):
        loads(body)


@pytest.mark.parametrize("body", [rb'{"a": "\\u0000"}', rb'["\\\\u0000"]'])
def test_a_backslash_that_is_followed_by_the_letters_is_no_nul(body: bytes) -> None:
    assert loads(body) == json.loads(body)


@pytest.mark.parametrize("value", [b"{},", b"[],", b'{"a":[]},'])
def test_a_body_of_nothing_but_objects_and_lists_is_refused(value: bytes) -> None:
    with pytest.raises(json.JSONDecodeError, match="opening brackets"):
        loads(b"[" + value * 200_000 + b"0]")


def test_looking_for_nul_takes_no_time_worth_telling() -> None:
    body = rb'["\u0000"' + b",1" * 4_000_000 + b"]"
    begun = time.process_time()

    with pytest.raises(json.JSONDecodeError, match="NUL"):
        loads(body)

    assert time.process_time() - begun < 0.5
