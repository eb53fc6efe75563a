"""The words of mails: small files of the components, put into one layout. Nobody but us writes such a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateNotFound, select_autoescape

from contentforge_platform.mail.kinds import DEFAULT_LANGUAGE, MailKind

_SUBJECT: Final = "Subject: "
_SHARED: Final = ("layout.html", "parts.html")
_OURS: Final = "contentforge_platform.mail"
_FORMS: Final = (".txt", ".html")


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's subject, text and HTML."""

    subject: str
    text: str
    html: str


class Templates:
    """All kinds of mail of an installation, read once.

    Values are escaped in HTML; a name without value is an error, never an empty place.
    """

    def __init__(self, kinds: Sequence[MailKind], *, base_url: str) -> None:
        folder = files(_OURS) / "templates"
        sources = {name: (folder / name).read_text(encoding="utf-8") for name in _SHARED}
        for kind in kinds:
            sources |= _sources(kind)
        self._environment = Environment(
            loader=DictLoader(sources),
            autoescape=select_autoescape(["html"], default_for_string=True, default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["base_url"] = base_url.rstrip("/")

    def render(self, kind: str, language: str, parameters: Mapping[str, str]) -> Words:
        """The words of a mail in `language`, or in English where there are none.

        Raises:
            jinja2.TemplateError: there is no such kind, or a parameter is missing.
        """
        subject, _, text = self._rendered(kind, language, ".txt", parameters).partition("\n")
        html = self._rendered(kind, language, ".html", {**parameters, "subject": subject.removeprefix(_SUBJECT)})
        return Words(subject.removeprefix(_SUBJECT).strip(), text.strip() + "\n", html)

    def _rendered(self, kind: str, language: str, form: str, parameters: Mapping[str, str]) -> str:
        names = [f"{kind}.{language}{form}", f"{kind}.{DEFAULT_LANGUAGE}{form}"]
        return self._environment.select_template(names).render(parameters)


def _sources(kind: MailKind) -> dict[str, str]:
    found = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in files(kind.package).iterdir()
        if entry.name.startswith(f"{kind.name}.") and entry.name.endswith(_FORMS)
    }
    for form in _FORMS:
        if f"{kind.name}.{DEFAULT_LANGUAGE}{form}" not in found:
            raise TemplateNotFound(f"{kind.name}.{DEFAULT_LANGUAGE}{form}")
    return found
