"""Language codes: BCP 47 in small letters, such as `vi`, `en` or `pt-br`."""

import re
from typing import Final

from contentforge_blog.sites.site import Site
from contentforge_platform.errors import Invalid

_FORM: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.ASCII)
MOST_LOCALES: Final = 50


def is_locale(code: str) -> bool:
    """Whether `code` has the form of one; no list of languages is kept."""
    return _FORM.fullmatch(code) is not None


def check_locale(site: Site, code: str, *, loc: tuple[str | int, ...] = ("body", "locale")) -> str:
    """`code`, which the site has.

    Raises:
        Invalid: the site has no such language.
    """
    if code not in site.locales:
        raise Invalid(f"This site has the locales {', '.join(site.locales)}, and not the one given", loc=loc)
    return code
