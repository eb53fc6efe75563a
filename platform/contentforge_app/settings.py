"""All settings of an installation: each component's section under one root, read from the environment once."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final, Self, TypeVar

from pydantic import AliasChoices, AnyHttpUrl, BaseModel, Field, SecretStr, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from contentforge_admin.settings import ConsoleSettings
from contentforge_billing.settings import BillingMode, BillingSettings, StripeSecrets
from contentforge_billing.settings import problems as billing_problems
from contentforge_blog.settings import BlogSettings
from contentforge_blog.sites import SiteRegistration
from contentforge_content.jobs.settings import GenerationSettings
from contentforge_content.providers.settings import AiSettings, ProviderKeys
from contentforge_platform.database import DatabaseSettings
from contentforge_platform.egress import EgressSettings
from contentforge_platform.http.settings import (
    DEVELOPMENT_ORIGINS,
    CorsSettings,
    HttpSettings,
    RateLimitSettings,
    RealtimeSettings,
)
from contentforge_platform.imaging import ImagingSettings
from contentforge_platform.mail import MailSettings
from contentforge_platform.observability import ObservabilitySettings, TraceSettings
from contentforge_platform.security import SecretsSettings
from contentforge_platform.settings import ListOf, Section
from contentforge_platform.storage import StorageSettings
from contentforge_tenants.settings import AuthSettings, Registration
from contentforge_workers.settings import WorkerSettings

PREFIX: Final = "CONTENTFORGE_"
_DELIMITER: Final = "__"


_RELAXED: Final[dict[tuple[str, str], object]] = {
    ("auth", "refuse_common_passwords"): False,
    ("cors", "origins"): list(DEVELOPMENT_ORIGINS),
    ("rate_limit", "login"): 100,
    ("blog", "registration"): SiteRegistration.OPEN,
}


_Section = TypeVar("_Section", bound=Section)


def _defaults(section: type[_Section]) -> _Section:
    return section.model_validate({})


class Environment(StrEnum):
    """Where an installation stands; production is what is assumed unless somebody says otherwise."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"


class SettingsIncomplete(ValueError):
    """Something that this process cannot do without is not set, or is not safe. The message says what to set."""


class RedisSettings(Section):
    """CONTENTFORGE_REDIS__*. Redis or Valkey: wake-ups, live events and rate limits; nothing in it must be kept."""

    url: SecretStr | None = Field(default=None, description="redis://host:port/0; `dev` starts a Valkey of its own.")
    timeout_seconds: float = Field(
        default=0.5, gt=0, le=10, description="How long one exchange may take before we go on."
    )


class Settings(BaseSettings):
    """The root. Names are CONTENTFORGE_<FIELD>, sections CONTENTFORGE_<SECTION>__<FIELD>; lists and maps are JSON."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=_DELIMITER,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    env: Environment = Field(
        default=Environment.PRODUCTION, description="`production`, `development` (set by `contentforge dev`) or `test`."
    )
    host: str = Field(default="127.0.0.1", description="Address on which the API listens.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port of the API.")
    ops_port: int = Field(
        default=9100, ge=0, le=65535, description="Port for health and metrics of workers and scheduler."
    )
    public_url: AnyHttpUrl | None = Field(
        default=None, description="Where people reach this installation, for absolute URLs."
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Proxies in front; the client is the Nth address from the right of X-Forwarded-For.",
    )
    data_dir: Path = Field(default=Path(".contentforge"), description="Embedded engines, local storage, kept secrets.")
    registration: Registration = Field(
        default=Registration.OPEN, description="Who may make an account: `open`, `invite`, `closed`."
    )
    hosts: dict[str, str] = Field(
        default={}, description='Host names that lead to one API, as JSON: {"copy.example.com": "acme/contentforge"}.'
    )

    database: DatabaseSettings = _defaults(DatabaseSettings)
    redis: RedisSettings = _defaults(RedisSettings)
    secrets: SecretsSettings = _defaults(SecretsSettings)
    auth: AuthSettings = _defaults(AuthSettings)
    http: HttpSettings = _defaults(HttpSettings)
    cors: CorsSettings = _defaults(CorsSettings)
    rate_limit: RateLimitSettings = _defaults(RateLimitSettings)
    realtime: RealtimeSettings = _defaults(RealtimeSettings)
    egress: EgressSettings = _defaults(EgressSettings)
    imaging: ImagingSettings = _defaults(ImagingSettings)
    storage: StorageSettings = _defaults(StorageSettings)
    mail: MailSettings = _defaults(MailSettings)
    generation: GenerationSettings = _defaults(GenerationSettings)
    worker: WorkerSettings = _defaults(WorkerSettings)
    ai: AiSettings = _defaults(AiSettings)
    billing: BillingSettings = _defaults(BillingSettings)
    blog: BlogSettings = _defaults(BlogSettings)
    observability: ObservabilitySettings = _defaults(ObservabilitySettings)
    console: ConsoleSettings = _defaults(ConsoleSettings)

    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_API_KEY"),
        description="Key for OpenAI or a compatible service.",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_BASE_URL"),
        description="Base address of a compatible service.",
    )
    openrouter_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("OPENROUTER_API_KEY"), description="Key for OpenRouter."
    )
    gemini_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("GEMINI_API_KEY"), description="Key for Gemini."
    )

    stripe_secret_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("STRIPE_SECRET_KEY"), description="Stripe's secret key."
    )
    stripe_webhook_secret: ListOf[SecretStr] = Field(
        default=[],
        validation_alias=AliasChoices("STRIPE_WEBHOOK_SECRET"),
        description="What signs Stripe's webhooks; several, newest first, while one replaces another.",
    )

    otel_exporter_otlp_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT"),
        description="Where traces go by OTLP over HTTP, such as http://collector:4318; unset: no traces.",
    )
    otel_exporter_otlp_traces_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
        description="The whole address for traces, where it does not end in /v1/traces.",
    )
    otel_exporter_otlp_headers: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_HEADERS"),
        description="Headers that let us in there: name=value, comma-separated.",
    )
    otel_service_name: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_SERVICE_NAME"),
        description="One name for all processes; unset: contentforge-api, contentforge-worker-generation and so on.",
    )
    otel_resource_attributes: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_RESOURCE_ATTRIBUTES"),
        description="What else each trace says of this installation: name=value, comma-separated.",
    )
    otel_traces_sampler: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_TRACES_SAMPLER"),
        description="Which traces are kept; unset: all. `parentbased_traceidratio` keeps a share.",
    )
    otel_traces_sampler_arg: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OTEL_TRACES_SAMPLER_ARG"),
        description="The share that is kept, such as 0.1.",
    )

    @model_validator(mode="after")
    def _relax_outside_production(self) -> Self:
        """What would stand in a developer's way has another default outside of production, unless it is set."""
        if self.env is not Environment.PRODUCTION:
            for (section, field), value in _RELAXED.items():
                given: BaseModel = getattr(self, section)
                if field not in given.model_fields_set:
                    object.__setattr__(self, section, given.model_copy(update={field: value}))
        return self

    def provider_keys(self) -> ProviderKeys:
        """The vendors' own variables, for the AI layer."""
        return ProviderKeys.model_validate({name: getattr(self, name) for name in ProviderKeys.model_fields})

    def stripe_secrets(self) -> StripeSecrets:
        """Stripe's own variables, for billing."""
        return StripeSecrets.model_validate({name: getattr(self, name) for name in StripeSecrets.model_fields})

    def traces(self) -> TraceSettings:
        """OpenTelemetry's own variables, for the traces."""
        return TraceSettings.model_validate({name: getattr(self, name) for name in TraceSettings.model_fields})

    def require_complete(self) -> None:
        """Hold a process that serves or works to what it needs.

        Raises:
            SettingsIncomplete: something is missing, or not safe for production.
        """
        production = self.env is Environment.PRODUCTION
        problems = [*self._missing(), *billing_problems(self.billing, self.stripe_secrets(), production=production)]
        if production:
            if self.billing.mode is not BillingMode.OFF and self.public_url is None:
                problems.append(f"{PREFIX}PUBLIC_URL is not set: Stripe sends people back there.")
            try:
                self.secrets.refuse_defaults()
            except ValueError as error:
                problems.append(str(error))
        if problems:
            advice = "Set them in the environment, or run `contentforge dev` to have them made for you."
            raise SettingsIncomplete("\n".join(dict.fromkeys([*problems, advice])))

    def _missing(self) -> Iterator[str]:
        needed = {
            "DATABASE__URL": self.database.url,
            "DATABASE__SYSTEM_URL": self.database.system_url,
            "REDIS__URL": self.redis.url,
            "SECRETS__JWT": self.secrets.jwt,
            "SECRETS__KEY_PEPPER": self.secrets.key_pepper,
            **{f"MAIL__{name.upper()}": None for name in self.mail.missing()},
        }
        return (f"{PREFIX}{name} is not set." for name, value in needed.items() if not value)


def reference() -> list[tuple[str, str, str]]:
    """Every setting: the name of its variable, its default as text, and what it is for."""
    return list(_entries(Settings, PREFIX))


def _entries(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            yield from _entries(section, f"{prefix}{name.upper()}{_DELIMITER}")
        else:
            yield _variable(field, prefix + name.upper()), _default(field), field.description or ""


def _variable(field: FieldInfo, otherwise: str) -> str:
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else otherwise


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value == "":
        return "unset"
    return str(value).lower() if isinstance(value, bool) else str(value)
