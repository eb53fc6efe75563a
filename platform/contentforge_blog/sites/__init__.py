"""Sites: what an organization has set for its blog, and the door for its readers."""

from contentforge_blog.sites.addresses import Addresses
from contentforge_blog.sites.known import Counts, KnownSite, KnownSites
from contentforge_blog.sites.locales import check_locale, is_locale
from contentforge_blog.sites.opening import UnknownSite, opening_for_site, site_from
from contentforge_blog.sites.service import LocaleInUse, SiteChanges, addresses_of_all, change, get
from contentforge_blog.sites.site import Paths, Site, SiteRegistration

__all__ = [
    "Addresses",
    "Counts",
    "KnownSite",
    "KnownSites",
    "LocaleInUse",
    "Paths",
    "Site",
    "SiteChanges",
    "SiteRegistration",
    "UnknownSite",
    "addresses_of_all",
    "change",
    "check_locale",
    "get",
    "is_locale",
    "opening_for_site",
    "site_from",
]
