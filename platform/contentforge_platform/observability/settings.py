"""What a process tells about itself: logs, metrics, traces."""

from typing import Literal

from pydantic import Field, SecretStr

from contentforge_platform.settings import Section


class ObservabilitySettings(Section):
    """CONTENTFORGE_OBSERVABILITY__*. Metrics need no setting: they are served on the ops paths of each process."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least level that is written."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="`json` is one object per line; `auto` is `console` on a terminal, else `json`."
    )
    access_log: bool = Field(default=True, description="Whether each request writes a line.")
    busiest_organizations: int = Field(
        default=10,
        ge=0,
        le=50,
        description="How many organizations the scheduler's metrics name (by slug) as the busiest; 0 names none.",
    )
    trust_traceparent: bool = Field(
        default=False,
        description="Whether a request's own `traceparent` is the parent of its trace: only where your proxy writes it."
        " Else it is a link, since strangers could join traces, or have all of theirs kept.",
    )


class TraceSettings(Section):
    """OpenTelemetry's own variables, as far as they are listed; its library reads these and its others by itself."""

    otel_exporter_otlp_endpoint: str | None = None
    otel_exporter_otlp_traces_endpoint: str | None = None
    otel_exporter_otlp_headers: SecretStr | None = None
    otel_service_name: str | None = None
    otel_resource_attributes: str | None = None
    otel_traces_sampler: str | None = None
    otel_traces_sampler_arg: str | None = None

    @property
    def wanted(self) -> bool:
        """Whether somebody collects traces."""
        return bool(self.otel_exporter_otlp_endpoint or self.otel_exporter_otlp_traces_endpoint)
