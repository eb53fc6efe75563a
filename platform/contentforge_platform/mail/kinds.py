"""What kinds of mail there are is the components' business; this is how they say it."""

from dataclasses import dataclass, field
from typing import Final

from contentforge_platform.work import Kind

DEFAULT_LANGUAGE: Final = "en"

MAIL: Final = Kind("mail", queue="events", max_attempts=40)
"""The work of sending a mail. With the pauses between attempts, a mail server may be away for three hours."""


@dataclass(frozen=True, slots=True)
class MailKind:
    """A mail that a component sends.

    Its words are the files `{name}.{language}.txt`, whose first line is the subject, and `{name}.{language}.html` in
    the package `package`. They know the parameters, and `base_url`, which is empty where no public address is set.

    Attributes:
        name: stored with each mail.
        package: where the files are.
        parameters: the names that its words need, no more and no less.
    """

    name: str
    package: str
    parameters: frozenset[str] = field(default_factory=frozenset)
