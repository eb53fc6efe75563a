"""compose.yaml by itself: what it names exists, what it needs is made by init-env, and what it runs is locked down."""

import re
from functools import cache
from typing import Any, Final

import pytest
import yaml

from contentforge_app.cli.init_env import environment
from contentforge_app.cli.main import app
from contentforge_app.handlers import QUEUES
from contentforge_app.serving import _DRAIN_SECONDS
from contentforge_app.settings import reference
from support.repository import ROOT

_DEPLOY: Final = ROOT / "deploy"
_ASKED: Final = re.compile(r"\$\{([A-Za-z_]+):\?")
_OURS: Final = ("api", "worker-generation", "worker-media", "worker-events", "scheduler", "migrate")
_TOOLS: Final = ("backup", "restore")
"""What an operator runs by hand."""


@cache
def _services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def test_every_variable_of_our_processes_is_a_setting() -> None:
    known = {name for name, _, _ in reference()}

    given = {name for service in (*_OURS, *_TOOLS) for name in _services()[service]["environment"]}
    assert given - known == set()
    assert "CONTENTFORGE_SECRETS__JWT" in given


def test_what_must_be_given_is_made_by_init_env() -> None:
    made = {line.partition("=")[0] for line in environment().splitlines() if not line.startswith("#")}

    asked = set(_ASKED.findall((_DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert asked - made == set()
    assert made - asked == set()


def test_each_queue_is_served_and_each_command_exists() -> None:
    commands = {
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    }
    ran = [_services()[service]["command"] for service in (*_OURS, *_TOOLS)]

    assert {command[0] for command in ran} <= commands
    assert {command[2] for command in ran if command[0] == "worker"} == set(QUEUES)


def test_only_the_migration_and_a_restore_have_the_owners_rights() -> None:
    holders = [name for name, service in _services().items() if "OWNER_URL" in str(service.get("environment"))]

    assert holders == ["migrate", "restore"]


def test_backup_and_restore_are_run_by_hand_on_one_volume_and_a_restore_finds_no_schema() -> None:
    for name in _TOOLS:
        service = _services()[name]
        assert (service["profiles"], service["restart"]) == (["tools"], "no")
        assert service["volumes"] == ["${BACKUPS:-backups}:/backups"]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "migrate" not in _services()["restore"]["depends_on"]


def test_everything_waits_for_the_schema_and_the_bucket() -> None:
    for name in set(_OURS) - {"migrate"}:
        needed = _services()[name]["depends_on"]
        assert needed["migrate"]["condition"] == "service_completed_successfully", name
        assert needed["bucket"]["condition"] == "service_completed_successfully", name


@pytest.mark.parametrize("name", _OURS)
def test_our_containers_can_write_nothing_but_their_own_and_gain_nothing(name: str) -> None:
    service = _services()[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "volumes" not in service
    assert "/tmp" in service["tmpfs"]  # noqa: S108 - a mount, no file of ours


def test_a_stop_gives_drains_their_time() -> None:
    for name in set(_OURS) - {"migrate"}:
        service = _services()[name]
        grace = int(service["stop_grace_period"].removesuffix("s"))
        assert grace > _DRAIN_SECONDS
        assert grace > float(service["environment"]["CONTENTFORGE_WORKER__GRACE_SECONDS"])


def test_nothing_listens_beyond_this_machine() -> None:
    ports = [port for service in _services().values() for port in service.get("ports", ())]

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []
    assert len(ports) == 4


def test_images_have_versions_and_mounted_files_exist() -> None:
    for name, service in _services().items():
        image = service["image"].replace("${CONTENTFORGE_TAG:-0.1.0}", "0.1.0")
        assert re.fullmatch(r"[^:]+:[^:]*\d[^:]*", image), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert not source.startswith(".") or (_DEPLOY / source).exists(), source


def test_no_secret_has_a_default() -> None:
    text = (_DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    defaults = dict(re.findall(r"\$\{([A-Z_a-z]*(?:SECRET|PASSWORD|PEPPER|JWT|_KEY)[A-Z_a-z]*):-([^}]*)\}", text))
    assert set(defaults.values()) == {""}
