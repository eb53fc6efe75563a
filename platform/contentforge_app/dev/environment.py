"""The settings under which the children run: addresses of the engines, and secrets made once and kept."""

import json
import os
from pathlib import Path

from sqlalchemy import make_url

from contentforge_app.dev.plan import DevPlan, Environment, Listens
from contentforge_app.dev.services import Services
from contentforge_app.embedded import folders, ports

KEPT = "environment.json"

_ROLES = {"URL": "contentforge_app", "OWNER_URL": "contentforge_owner", "SYSTEM_URL": "contentforge_system"}


def for_children(plan: DevPlan, services: Services) -> Environment:
    """Return what is to be set for every child; what this process's own environment sets already stays as it is."""
    secrets = folders.prepare(plan.data_dir / "secrets")
    made = {
        "CONTENTFORGE_ENV": "development",
        "CONTENTFORGE_HOST": plan.host,
        "CONTENTFORGE_PORT": str(plan.port),
        "CONTENTFORGE_DATA_DIR": str(plan.data_dir.absolute()),
        "CONTENTFORGE_SECRETS__JWT": _kept_list(secrets / "jwt"),
        "CONTENTFORGE_SECRETS__KEY_PEPPER": _kept_list(secrets / "key-pepper"),
        **plan.environment,
    }
    environment = {name: os.environ.get(name, value) for name, value in made.items()}
    environment["CONTENTFORGE_HOST"], environment["CONTENTFORGE_PORT"] = plan.host, str(plan.port)
    if services.postgres:
        server = services.postgres
        for name, role in _ROLES.items():
            password = folders.kept_secret(secrets / role)
            url = f"postgresql://{role}:{password}@{server.host}:{server.port}/contentforge"
            environment[f"CONTENTFORGE_DATABASE__{name}"] = url
    if services.valkey:
        environment["CONTENTFORGE_REDIS__URL"] = services.valkey.url
    if any(child.listens is Listens.SANDBOX for child in plan.children):
        database_url = environment.get("CONTENTFORGE_DATABASE__URL", plan.database_url or "")
        environment.update(_sandbox(plan, database_url, secrets))
    folders.write_private(plan.data_dir / KEPT, json.dumps(environment))
    return environment


def _sandbox(plan: DevPlan, database_url: str, secrets: Path) -> Environment:
    """The local Stripe's address, role and secrets.

    They take the place of what this process's own environment says: a real key must not be sent to the sandbox. The
    port stays the same from one run to the next, as far as it is free: links to the pages go on working.
    """
    record = folders.prepare(plan.data_dir / "sandbox") / "port"
    port = ports.usual_port(record)
    folders.write_private(record, f"{port}\n")
    password = folders.kept_secret(secrets / "contentforge_sandbox")
    url = make_url(database_url).set(username="contentforge_sandbox", password=password)
    own = os.environ.get("CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL", url.render_as_string(hide_password=False))
    return {
        "CONTENTFORGE_BILLING__MODE": "sandbox",
        "CONTENTFORGE_BILLING__SANDBOX_URL": f"http://{ports.HOST}:{port}",
        "CONTENTFORGE_BILLING__SANDBOX_DATABASE_URL": own,
        "STRIPE_SECRET_KEY": f"sk_test_{folders.kept_secret(secrets / 'stripe-key')}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{folders.kept_secret(secrets / 'stripe-webhook')}",
    }


def adopt(data_dir: Path) -> bool:
    """Take on the environment of `contentforge dev` on this data folder, where nothing else is configured.

    So `doctor` and `create-admin` work beside it without any setting. Tells whether there was one to take on.
    """
    kept = data_dir / KEPT
    if "CONTENTFORGE_DATABASE__URL" in os.environ or not kept.exists():
        return False
    for name, value in json.loads(kept.read_text(encoding="utf-8")).items():
        os.environ.setdefault(name, value)
    return True


def _kept_list(path: Path) -> str:
    """Return a secret as the settings want it: a list, newest first."""
    return json.dumps([folders.kept_secret(path)])
