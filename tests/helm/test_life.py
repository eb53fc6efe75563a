"""Installing, upgrading and scaling: what comes first, what scales by what, what stays where."""

import pytest
import yaml

from contentforge_app.handlers import QUEUES
from support.chart import Manifest, Values, production, render
from support.chart_pods import environment_of

_HOOK = "helm.sh/hook"
_WEIGHT = "helm.sh/hook-weight"


@pytest.mark.parametrize("upgrade", [False, True], ids=["install", "upgrade"])
def test_the_migration_runs_before_the_new_version_and_finds_what_it_needs(*, upgrade: bool) -> None:
    rendering = render(production(), upgrade=upgrade)
    job = rendering.named("Job", "demo-contentforge-migration")
    (container,) = job["spec"]["template"]["spec"]["containers"]

    assert container["args"] == ["migrate"]
    assert _annotations(job)[_HOOK] == "pre-install,pre-upgrade"
    earlier = {
        (found["kind"], found["metadata"]["name"])
        for found in rendering.objects
        if _HOOK in _annotations(found) and int(_annotations(found)[_WEIGHT]) < int(_annotations(job)[_WEIGHT])
    }
    assert earlier == {(kind, "demo-contentforge-migration") for kind in ("Secret", "ServiceAccount", "NetworkPolicy")}
    secrets = {entry["valueFrom"]["secretKeyRef"]["name"] for entry in container["env"] if "valueFrom" in entry}
    assert secrets == {"demo-contentforge-migration"}


def test_the_first_migration_of_evaluation_waits_for_no_database_that_comes_after_it() -> None:
    """A hook would run before the chart's own PostgreSQL exists, and the install would wait for it for ever."""
    first = render().named("Job", "demo-contentforge-migration")
    later = render(upgrade=True).named("Job", "demo-contentforge-migration")

    assert _HOOK not in _annotations(first)
    assert _annotations(later)[_HOOK] == "pre-install,pre-upgrade"


def test_backups_are_taken_in_time_one_at_a_time_by_who_reads_the_files() -> None:
    assert render().of("CronJob") == []

    rendering = render({"backup": {"enabled": True, "schedule": "15 2 * * *", "keep": 3}})
    timed = rendering.named("CronJob", "demo-contentforge-backup")["spec"]
    backup = rendering.running("backup")
    assert (timed["schedule"], timed["concurrencyPolicy"]) == ("15 2 * * *", "Forbid")
    assert backup.container["args"] == ["backup", "/backups", "--keep", "3"]
    mounted = {mount["name"]: mount["mountPath"] for mount in backup.container["volumeMounts"]}
    assert mounted == {"tmp": "/tmp", "data": "/var/lib/contentforge", "backups": "/backups"}  # noqa: S108 - a mount
    claims = {
        volume["name"]: volume.get("persistentVolumeClaim", {}).get("claimName") for volume in backup.pod["volumes"]
    }
    assert claims == {"tmp": None, "data": "demo-contentforge-files", "backups": "demo-contentforge-backup"}
    kept = rendering.named("PersistentVolumeClaim", "demo-contentforge-backup")
    assert _annotations(kept)["helm.sh/resource-policy"] == "keep"


def test_backups_without_media_leave_the_bucket_alone_and_go_where_they_are_told() -> None:
    wanted: Values = {"enabled": True, "withoutMedia": True, "existingClaim": "elsewhere"}
    rendering = render(production({"backup": wanted}))

    assert rendering.running("backup").container["args"][-1] == "--without-media"
    assert rendering.of("PersistentVolumeClaim") == []


def test_each_queue_of_the_product_has_its_deployment() -> None:
    rendering = render()

    served = {tuple(each.container["args"]) for each in rendering.workloads if each.component.startswith("worker-")}
    assert served == {("worker", "--queue", queue) for queue in QUEUES}
    for queue in QUEUES:
        environment = environment_of(rendering, rendering.running(f"worker-{queue}"))
        assert int(environment[f"CONTENTFORGE_WORKER__{queue.upper()}_SLOTS"]) > 0


def test_new_pods_come_before_old_ones_go() -> None:
    ours = [each.manifest for each in render().workloads if each.is_ours]

    assert len(ours) == 5
    assert {yaml.dump(each["spec"]["strategy"]["rollingUpdate"]) for each in ours} == {
        "maxSurge: 1\nmaxUnavailable: 0\n"
    }


def test_a_change_of_settings_or_secrets_replaces_the_pods() -> None:
    changed: list[Values] = [
        {},
        {"settings": {"CONTENTFORGE_GENERATION__HOLD_SECONDS": 5}},
        {"secrets": {"OPENAI_API_KEY": "sk-other"}},
    ]
    templates = [render(production(values)).running("api").manifest["spec"]["template"] for values in changed]

    assert len({yaml.dump(each["metadata"]["annotations"]) for each in templates}) == 3


@pytest.mark.parametrize(("way", "kind"), [("keda", "ScaledObject"), ("hpa", "HorizontalPodAutoscaler")])
def test_workers_scale_by_the_age_of_the_oldest_due_item(way: str, kind: str) -> None:
    rendering = render(production({"workers": {"autoscaling": way}}))

    for queue in QUEUES:
        spec = rendering.named(kind, f"demo-contentforge-worker-{queue}")["spec"]
        text = yaml.dump(spec)
        assert "contentforge_work_oldest_due_seconds" in text
        assert queue in text
        assert spec["scaleTargetRef"]["name"] == f"demo-contentforge-worker-{queue}"


def test_the_api_scales_by_default_and_with_bounds() -> None:
    spec = render().named("HorizontalPodAutoscaler", "demo-contentforge-api")["spec"]

    assert (spec["minReplicas"], spec["maxReplicas"]) == (2, 6)
    assert spec["metrics"][0]["resource"]["name"] == "cpu"


def test_a_drain_takes_one_pod_of_a_kind_at_a_time() -> None:
    budgets = render().of("PodDisruptionBudget")

    assert len(budgets) == 5
    assert {budget["spec"]["maxUnavailable"] for budget in budgets} == {1}


def test_pods_that_share_a_volume_of_one_node_run_there_and_others_are_spread() -> None:
    together, apart = (
        render({"storage": {"local": {"accessModes": [mode]}}}) for mode in ("ReadWriteOnce", "ReadWriteMany")
    )

    bound = [each.component for each in together.workloads if "podAffinity" in each.pod.get("affinity", {})]
    assert bound == ["api", "worker-events", "worker-generation", "worker-media"]
    assert [each for each in apart.workloads if "affinity" in each.pod] == []
    keys = [each["topologyKey"] for each in apart.running("api").pod["topologySpreadConstraints"]]
    assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]


def test_evaluation_makes_secrets_that_nobody_else_has() -> None:
    first, second = (
        render({"tmpSize": size}).named("Secret", "demo-contentforge")["stringData"] for size in ("1Gi", "2Gi")
    )

    for name in ("CONTENTFORGE_SECRETS__JWT", "CONTENTFORGE_SECRETS__KEY_PEPPER", "CONTENTFORGE_DATABASE__URL"):
        assert first[name] != second[name]


def test_the_notes_tell_how_to_go_on() -> None:
    evaluation, serving = render().notes, render(production()).notes

    assert "port-forward service/demo-contentforge 8000:80" in evaluation
    assert "no backups" in evaluation
    assert "Open https://copy.example.org" in serving
    assert "no backups" not in serving


def _annotations(found: Manifest) -> dict[str, str]:
    return dict(found["metadata"].get("annotations", {}))
