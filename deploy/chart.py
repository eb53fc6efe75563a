# ruff: noqa: INP001 - a program of the repository, not a module of the product
"""Write what of the chart follows from something else: its README, and the names that its schema lets through.

The README's table comes from the comments in `values.yaml` that begin with two dashes; the names from the product's own
settings. `--check` changes nothing and exits with 1 if something is out of date.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel

from contentforge_app.settings import Settings, reference
from contentforge_platform.settings import Section

CHART = Path(__file__).resolve().parent.parent / "helm" / "contentforge"
LISTS = re.compile(r"^CONTENTFORGE_WORKER__[A-Z]+_SLOTS$")

# What the chart sets from values of its own, or what has no place in a cluster.
TAKEN = {
    *("CONTENTFORGE_ENV", "CONTENTFORGE_HOST", "CONTENTFORGE_PORT", "CONTENTFORGE_OPS_PORT", "CONTENTFORGE_DATA_DIR"),
    *("CONTENTFORGE_PUBLIC_URL", "CONTENTFORGE_TRUSTED_PROXIES", "CONTENTFORGE_WORKER__GRACE_SECONDS"),
    *("CONTENTFORGE_STORAGE__BACKEND", "CONTENTFORGE_STORAGE__FOLDER", "CONTENTFORGE_STORAGE__BUCKET"),
    *("CONTENTFORGE_STORAGE__REGION", "CONTENTFORGE_STORAGE__ENDPOINT_URL"),
    *("CONTENTFORGE_MAIL__BACKEND", "CONTENTFORGE_MAIL__HOST", "CONTENTFORGE_MAIL__PORT", "CONTENTFORGE_MAIL__TLS"),
    *("CONTENTFORGE_MAIL__USERNAME", "CONTENTFORGE_MAIL__FROM_ADDRESS"),
    *("CONTENTFORGE_BILLING__MODE", "CONTENTFORGE_BILLING__DEFAULT_PLAN", "CONTENTFORGE_BILLING__SANDBOX_URL"),
    *("CONTENTFORGE_OBSERVABILITY__LOG_LEVEL", "CONTENTFORGE_OBSERVABILITY__LOG_FORMAT"),
    *("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG"),
}
SANDBOX = "CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL"  # the sandbox refuses to run in production


@dataclass(frozen=True, slots=True)
class Value:
    """A documented value: where it stands, its default as JSON, and what it is for."""

    path: str
    default: str
    text: str


def main(arguments: list[str]) -> int:
    wanted = {CHART / "README.md": readme(), CHART / "values.schema.json": schema()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        for path in stale:
            say(f"{path.name} is out of date: run `make chart`")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
        say(f"{path.name} written")
    return 0


def say(text: str) -> None:
    print(text)  # noqa: T201 - this is a program for a terminal


def secret_names() -> set[str]:
    """Variables whose values must not be seen: those that the settings keep as secrets."""
    return set(_secrets(Settings, "CONTENTFORGE_")) - {SANDBOX}


def setting_names() -> set[str]:
    """Variables that an operator may add to `settings`."""
    names = {name for name, _, _ in reference()}
    return {name for name in names - secret_names() - TAKEN - {SANDBOX} if not LISTS.match(name)}


def _secrets(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            yield from _secrets(section, f"{prefix}{name.upper()}__")
        elif "SecretStr" in str(section):
            alias = field.validation_alias
            yield str(getattr(alias, "choices", [prefix + name.upper()])[0])


def schema() -> str:
    """The schema as it stands, with the names of settings and secrets as they are now."""
    found = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    found["properties"]["settings"]["propertyNames"]["enum"] = sorted(setting_names())
    found["properties"]["secrets"]["propertyNames"]["enum"] = sorted(secret_names())
    return json.dumps(found, indent=2) + "\n"


def documented() -> list[Value]:
    """Every value with a comment, in the order of the file."""
    text = (CHART / "values.yaml").read_text(encoding="utf-8")
    defaults = yaml.safe_load(text)
    found, place, comment = [], list[tuple[int, str]](), ""
    for line in text.splitlines():
        if said := re.match(r"\s*# -- (.*)", line):
            comment = said[1]
        elif key := re.match(r"( *)([A-Za-z_][\w.]*):", line):
            indent = len(key[1])
            place = [*((depth, name) for depth, name in place if depth < indent), (indent, key[2])]
            if comment:
                names = [name for _, name in place]
                found.append(Value(".".join(names), json.dumps(_at(defaults, names)), comment))
                comment = ""
    return found


def _at(values: object, names: list[str]) -> object:
    for name in names:
        values = values[name] if isinstance(values, dict) else None
    return values


def readme() -> str:
    """The whole page: the words of `README.head.md`, then the table of values."""
    head = (CHART / "README.head.md").read_text(encoding="utf-8")
    rows = [f"| `{value.path}` | `{_cell(value.default)}` | {_cell(value.text)} |" for value in documented()]
    return head + "\n".join(["", "## Values", "", "| value | default | meaning |", "|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
