"""What a process tells about itself: logs, metrics, traces."""

from typing import Literal

from pydantic import Field

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
    otlp_endpoint: str | None = Field(
        default=None, description="Where traces go by OTLP over HTTP, such as http://collector:4318; unset: no traces."
    )
    trace_ratio: float = Field(
        default=0.1, ge=0, le=1, description="The share of traces kept, unless the caller's traceparent decides."
    )
