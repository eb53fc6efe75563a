"""What an operator may tune about fetching strangers' addresses."""

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field

from contentforge_platform.settings import Section

_MEGABYTE = 1_000_000


class EgressSettings(Section):
    allow: list[IPv4Network | IPv6Network] = Field(
        default=[],
        description="Networks that may be fetched although they are not public; inside them any port is allowed.",
    )
    total_seconds: float = Field(
        default=10, gt=0, le=60, description="Deadline of one fetch: name lookup, redirects and body together."
    )
    connect_seconds: float = Field(default=5, gt=0, le=60, description="Longest wait for one connection.")
    max_redirects: int = Field(
        default=3, ge=0, le=10, description="Redirects followed; each is checked like the first."
    )
    page_bytes: int = Field(default=5 * _MEGABYTE, gt=0, description="Largest page, after decompression.")
    image_bytes: int = Field(default=10 * _MEGABYTE, gt=0, description="Largest image, after decompression.")
    lookup_threads: int = Field(default=8, ge=1, le=64, description="Name lookups that may run at once.")
    user_agent: str = Field(
        default="ContentForge/0.1",
        min_length=1,
        pattern=r"^[\x20-\x7e]+$",
        description="How fetches introduce themselves.",
    )
