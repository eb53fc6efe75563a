"""`contentforge openapi`: what clients' generators read, without anything running."""

import json

import pytest
from typer.testing import CliRunner

from contentforge_app.cli.main import app


@pytest.mark.parametrize(
    ("api", "route"),
    [("contentforge", "/api/v1/content/generate"), ("blog", "/api/admin/posts"), ("cgms", "/api/v1/content/generate")],
)
def test_the_document_of_an_api_is_printed(api: str, route: str) -> None:
    done = CliRunner().invoke(app, ["openapi", api])

    assert done.exit_code == 0, done.output
    assert route in json.loads(done.output)["paths"]


def test_an_api_that_there_is_none_of_is_named_as_the_problem() -> None:
    done = CliRunner().invoke(app, ["openapi", "nothing"])

    assert done.exit_code == 2
    assert "must be one of contentforge, cgms" in done.output
