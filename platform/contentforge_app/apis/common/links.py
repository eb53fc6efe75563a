"""Addresses of stored objects, absolute as far as it is known where people reach this installation."""

from dataclasses import dataclass

from fastapi import Request

from contentforge_app.runtime import Runtime
from contentforge_app.settings import Environment
from contentforge_billing.checkout import ReturnAddresses
from contentforge_blog.media import public_path


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses that fit one request."""

    request: Request
    runtime: Runtime

    def to(self, key: str) -> str:
        """Where the object of a key can be fetched for a while."""
        url = self.runtime.storage.url(key)
        return self.base() + url if url.startswith("/") else url

    def to_media(self, key: str) -> str:
        """Where everybody can fetch a file of a media library, for good."""
        return self.base() + public_path(key)

    def returns(self) -> ReturnAddresses:
        """Where people may be sent back to from another site."""
        return ReturnAddresses(self.base(), self.runtime.settings.cors.origins)

    def base(self) -> str:
        """The public address; only outside of production is what the client calls us good enough."""
        settings = self.runtime.settings
        if settings.public_url is not None:
            return str(settings.public_url).rstrip("/")
        if settings.env is Environment.PRODUCTION:
            return ""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}"
