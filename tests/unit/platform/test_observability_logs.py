"""Logs: one JSON object per line, ids on each, secrets on none."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import structlog
from pydantic import BaseModel, SecretStr, ValidationError

from contentforge_platform.observability import (
    ObservabilitySettings,
    configure_logging,
    job_context,
    redact_text,
    reset_request_id,
    set_request_id,
)
from support.logs import logged_as

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
API_KEY = "cf_live_0123456789abcdefghijABCDEFGHIJ0123456789abcdef"


class Written:
    def __init__(self, stream: io.BytesIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue().decode()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    with logged_as(ObservabilitySettings(log_format="json")) as stream:
        yield Written(stream)


def logger() -> Any:
    return structlog.get_logger("contentforge_platform.something")


def log_failure(error: Exception) -> None:
    try:
        raise error
    except type(error):
        logger().exception("failed")


def test_a_line_is_one_json_object_with_name_level_and_time(written: Written) -> None:
    logger().info("job_done", seconds=1.5)

    (line,) = written.lines
    assert line["event"] == "job_done"
    assert line["level"] == "info"
    assert line["logger"] == "contentforge_platform.something"
    assert line["seconds"] == 1.5
    assert line["time"].endswith("Z")


def test_libraries_write_through_the_same_pipeline(written: Written) -> None:
    logging.getLogger("uvicorn.error").warning("Started with %s", JWT)

    (line,) = written.lines
    assert (line["event"], line["level"], line["logger"]) == ("Started with eyJ***", "warning", "uvicorn.error")


def test_the_servers_own_access_log_is_off(written: Written) -> None:
    logging.getLogger("uvicorn.access").info("GET /preview/some-token")

    assert written.text == ""


def test_each_line_names_its_request_and_job(written: Written) -> None:
    token = set_request_id("r-1")
    logger().info("one")
    with job_context("j-1", request_id="r-2"), structlog.contextvars.bound_contextvars(attempt=2):
        logging.getLogger("elsewhere").info("two")
    reset_request_id(token)
    logger().info("three")

    one, two, three = written.lines
    assert one["request_id"] == "r-1"
    assert (two["request_id"], two["job_id"], two["attempt"]) == ("r-2", "j-1", 2)
    assert "request_id" not in three


def test_a_traceback_stays_on_its_line(written: Written) -> None:
    log_failure(ValueError("first\nsecond"))

    assert written.text.count("\n") == 1
    assert "ValueError: first\nsecond" in written.lines[0]["exception"]


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "token",
        "refresh_token",
        "Authorization",
        "X-API-Key",
        "cookie",
    ],
)
def test_fields_with_a_secret_name_are_masked_at_any_depth(written: Written, name: str) -> None:
    logger().info("seen", **{name: "canary"}, nested={"list": [{name: "canary"}]})

    assert "canary" not in written.text


def test_counts_of_tokens_are_no_secrets(written: Written) -> None:
    logger().info("model_called", prompt_tokens=120, tokens=130)

    assert written.lines[0]["prompt_tokens"] == 120
    assert written.lines[0]["tokens"] == 130


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"key {API_KEY} used", API_KEY[8:]),
        (f"Bearer {JWT}", JWT[3:]),
        ("postgresql://app:hunter2secret@db/cf", "hunter2secret"),
        ("redis://:hunter2secret@127.0.0.1:6379/0", "hunter2secret"),
        ("stripe sk_live_51Habcdefghijklmnopqrstu", "51Habcdefghijklmnopqrstu"),
        ("openai sk-proj-abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx"),
        ("GET /reset?token=hunter2secret&x=1", "hunter2secret"),
    ],
)
def test_values_that_look_like_secrets_are_masked_wherever_they_stand(written: Written, text: str, secret: str) -> None:
    logger().info(text, where=text, nested=[{"deep": {"er": {"still": {"more": text}}}}], raw=text.encode())
    logging.getLogger("library").error(text)
    log_failure(RuntimeError(text))

    assert len(written.lines) == 3
    assert secret not in written.text


def test_what_pydantic_refused_is_not_quoted(written: Written) -> None:
    class Credentials(BaseModel):
        pin: int

    typed = " ".join(["hunter2"] * 2)
    try:
        Credentials.model_validate({"pin": typed})
    except ValidationError:
        logger().exception("failed")
    logger().info("settings", held=SecretStr(typed))

    assert "hunter2" not in written.text


def test_ordinary_text_is_left_alone() -> None:
    for text in ("http://localhost:8000/api", "12 tokens used", "https://shop.example/a@b", "eyJ", "a:b@c"):
        assert redact_text(text) == text


def test_what_json_cannot_say_is_still_written(written: Written) -> None:
    logger().info("odd \ud800 text", number=10**30, thing=object(), key={1: 2})

    (line,) = written.lines
    assert "odd" in line["event"]
    assert str(10**30) in line["number"]


def test_lines_below_the_level_are_not_written(written: Written) -> None:
    logger().debug("quiet")
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")

    assert written.text == ""


def test_a_call_to_a_model_leaves_no_line_of_its_clients_own(written: Written) -> None:
    answering = httpx2.MockTransport(lambda _: httpx2.Response(200))

    with httpx2.Client(transport=answering) as client:
        client.get("http://model.example/v1/models")

    assert written.text == ""


def test_people_get_lines_they_can_read(written: Written) -> None:
    configure_logging(ObservabilitySettings(log_format="console"), stream=lambda: written.stream)

    logger().warning("job_late", seconds=3, api_key="canary-canary")

    assert "job_late" in written.text
    assert "seconds" in written.text
    assert "canary-canary" not in written.text
