"""Values that would install something broken or unsafe are refused, with words that tell what to do."""

import helm_python
import pytest

from support.chart import SECRETS, Values, merged, production, render

_WITHOUT_SECRETS = production(secrets=False)


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_refuses_to_go_without_a_secret(name: str) -> None:
    values = production()
    del values["secrets"][name]

    with pytest.raises(helm_python.HelmError, match=rf"secrets\.{name} is missing"):
        render(values)


def test_production_refuses_to_go_without_any_value() -> None:
    with pytest.raises(helm_python.HelmError, match="is missing: set it, or name your own Secret in existingSecret"):
        render(_WITHOUT_SECRETS)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CONTENTFORGE_SECRETS__JWT", "short", "is shorter than 32 characters"),
        ("CONTENTFORGE_SECRETS__JWT", "change-me-change-me-change-me-0123456789", "holds a placeholder"),
        ("CONTENTFORGE_SECRETS__KEY_PEPPER", "a" * 40, "holds a placeholder"),
        ("CONTENTFORGE_SECRETS__KEY_PEPPER", SECRETS["CONTENTFORGE_SECRETS__JWT"], "share a secret"),
        ("CONTENTFORGE_SECRETS__JWT", f'["{SECRETS["CONTENTFORGE_SECRETS__JWT"]}", "old"]', "is shorter than 32"),
        ("CONTENTFORGE_DATABASE__URL", "postgresql://app:postgres@db/contentforge", "holds a default password"),
        ("CONTENTFORGE_DATABASE__URL", "postgresql://app@db/contentforge", None),
        ("CONTENTFORGE_REDIS__URL", "redis://:changeme@redis:6379/0", "holds a default password"),
        ("CONTENTFORGE_REDIS__URL", "redis://redis:6379/0", None),
    ],
)
def test_production_refuses_secrets_that_others_know(name: str, value: str, said: str | None) -> None:
    values = production({"secrets": {name: value}})

    if said is None:  # a password may come by another way, such as a client certificate or the network itself
        assert render(values).workloads
    else:
        with pytest.raises(helm_python.HelmError, match=said):
            render(values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"postgresql": {"enabled": True}}, "refuses the engines of the evaluation profile"),
        ({"valkey": {"enabled": True}}, "refuses the engines of the evaluation profile"),
        ({"publicUrl": ""}, "publicUrl is not set"),
        ({"storage": {"backend": "local"}}, "storage that all pods reach"),
        ({"billing": {"mode": "stripe"}}, "secrets.STRIPE_SECRET_KEY is missing"),
    ],
)
def test_production_refuses_what_only_evaluation_may_have(values: Values, said: str) -> None:
    with pytest.raises(helm_python.HelmError, match=said):
        render(production(values))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"existingSecret": "mine", "secrets": {"OPENAI_API_KEY": "sk"}}, "set one of the two"),
        ({"gateway": {"enabled": True}}, "name the Gateway"),
        ({"mail": {"backend": "smtp"}}, "needs mail.host and mail.fromAddress"),
        ({"api": {"terminationGracePeriodSeconds": 30}}, "more than 30"),
        ({"workers": {"graceSeconds": 45}}, "must be more than workers.graceSeconds"),
        ({"postgresql": {"enabled": False}}, "secrets.CONTENTFORGE_DATABASE__URL is missing"),
        ({"valkey": {"enabled": False}}, "secrets.CONTENTFORGE_REDIS__URL is missing"),
    ],
)
def test_values_that_contradict_each_other_are_refused(values: Values, said: str) -> None:
    with pytest.raises(helm_python.HelmError, match=said):
        render(values)


@pytest.mark.parametrize(
    "values",
    [
        {"replicas": 3},
        {"api": {"replica": 3}},
        {"api": {"replicas": "three"}},
        {"profile": "staging"},
        {"workers": {"queues": {"thumbnails": {"replicas": 1}}}},
        {"settings": {"CONTENTFORGE_GENERATION__PER_ORGANISATION": 7}},
        {"settings": {"CONTENTFORGE_SECRETS__JWT": "in the open, where everybody reads it"}},
        {"settings": {"STRIPE_SECRET_KEY": "sk_live_1"}},
        {"settings": {"CONTENTFORGE_ENV": "development"}},
        {"secrets": {"CONTENTFORGE_LOG_LEVEL": "DEBUG"}},
        {"billing": {"mode": "sandbox"}},
        {"publicUrl": "copy.example.org"},
        {"closedPaths": ["metrics"]},
        {"podSecurity": {"runAsUser": 0}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_misspelt_mistyped_or_misplaced(values: Values) -> None:
    with pytest.raises(helm_python.HelmError, match="don't meet the specifications of the schema"):
        render(values)


def test_a_value_between_the_profiles_is_no_way_around_the_checks() -> None:
    """Production is a word, not a file: who sets it without the file is held to it all the same."""
    with pytest.raises(helm_python.HelmError, match=r"secrets\.CONTENTFORGE_SECRETS__JWT is missing"):
        render({"profile": "production"})
    with pytest.raises(helm_python.HelmError, match="refuses the engines"):
        render(merged({"profile": "production", "publicUrl": "https://a.example.org"}, {"secrets": dict(SECRETS)}))
