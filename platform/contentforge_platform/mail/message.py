"""One mail, ready to be sent."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from contentforge_platform.mail.headers import check_header


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom a mail comes."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one recipient, as text and as HTML.

    Attributes:
        message_id: what it is known by, without brackets. The same mail sent again bears the same.
        written_at: its date, which a repetition bears, too.

    Raises:
        ValueError: recipient or subject cannot stand in a header.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime

    def __post_init__(self) -> None:
        for header in (self.to, self.subject, self.message_id):
            check_header(header)
        local, at, domain = self.to.rpartition("@")
        if not (local and at and domain) or any(character in self.to for character in ' ,;:<>()[]\\"'):
            raise ValueError("a mail goes to one address, without a name")

    @property
    def recipient(self) -> str:
        """The address as servers take it: the domain in its ASCII form (IDNA)."""
        local, _, domain = self.to.rpartition("@")
        return f"{local}@{_ascii(domain)}"

    def as_email(self, sender: Sender) -> EmailMessage:
        """The message as it goes over the wire. No machine should answer it: it says that it was sent by one."""
        email = EmailMessage(policy=SMTP)
        email["From"] = Address(sender.name, addr_spec=sender.address)
        local, _, domain = self.recipient.rpartition("@")
        email["To"] = Address(username=local, domain=domain)
        email["Subject"] = self.subject
        email["Date"] = self.written_at
        email["Message-ID"] = f"<{self.message_id}>"
        email["Auto-Submitted"] = "auto-generated"
        email.set_content(self.text)
        email.add_alternative(self.html, subtype="html")
        return email


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
