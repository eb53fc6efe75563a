"""By which way mails leave, and from whom they come."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from contentforge_platform.mail.headers import check_header
from contentforge_platform.settings import Section

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NOBODY: Final = "no-reply@localhost"

_Header = Annotated[str, AfterValidator(check_header)]


class Backend(StrEnum):
    """`terminal` shows mails where the worker runs, in development only; `smtp` sends them."""

    TERMINAL = "terminal"
    SMTP = "smtp"


class Tls(StrEnum):
    """How the way to the mail server is kept secret; a server that cannot do it gets no mail."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class MailSettings(Section):
    """CONTENTFORGE_MAIL__*."""

    backend: Backend = Field(
        Backend.TERMINAL, description="`smtp`, or `terminal`: shown by the worker in development, else not sent."
    )
    host: str | None = Field(None, description="Mail server.")
    port: int = Field(587, ge=1, le=65535, description="Its port: mostly 587 with starttls, 465 with tls.")
    username: str | None = Field(None, description="Name to log in with; none logs in without.")
    password: SecretStr | None = Field(None, description="Password to log in with.")
    tls: Tls = Field(Tls.STARTTLS, description="`starttls`, `tls` or `none`.")
    from_address: _Header | None = Field(None, description="Address that mails come from.")
    from_name: _Header = Field("ContentForge", description="Name that mails come from.")
    timeout_seconds: float = Field(20.0, gt=0, le=300, description="How long handing over one mail may take in all.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("mail: username and password go together")
        if self.password is not None and self.tls is Tls.NONE and self.host not in _LOOPBACK:
            raise ValueError("mail: a password needs tls or starttls, except to this machine itself")
        if self.from_address is not None and not _is_address(self.from_address):
            raise ValueError("mail: from_address must be an address, without a name")
        return self

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        return self.from_address or _NOBODY

    def missing(self) -> list[str]:
        """The fields that the backend cannot do without."""
        if self.backend is Backend.TERMINAL:
            return []
        return [name for name, value in (("host", self.host), ("from_address", self.from_address)) if not value]


def _is_address(text: str) -> bool:
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError):
        return False
    return bool(parsed.username and parsed.domain and text.isascii())
