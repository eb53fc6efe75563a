"""Settings of a site as this API reads and shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import AliasChoices, BaseModel, Field, StringConstraints

from contentforge_blog.sites import SiteRegistration

_Title = Annotated[str, StringConstraints(max_length=200)]
_Description = Annotated[str, StringConstraints(max_length=500)]
_Url = Annotated[str, StringConstraints(max_length=2000)]
_Path = Annotated[str, StringConstraints(max_length=200)]
_Code = Annotated[str, StringConstraints(max_length=50)]


def _either(name: str, camel: str) -> AliasChoices:
    """Settings go by the names of the documentation; who writes them as the rest of this API is understood too."""
    return AliasChoices(name, camel)


class ChangeSite(BaseModel):
    """New settings; what is left out stays, null takes a setting back to its default."""

    title: _Title | None = Field(None, description="What feeds call the site; the organization's name unless set.")
    description: _Description | None = Field(None, description="What feeds say about the site.")
    site_url: _Url | None = Field(
        None,
        validation_alias=_either("site_url", "siteUrl"),
        description="Where the site's web server stands; its pages may read the public side by CORS.",
        examples=["https://blog.example.com"],
    )
    preview_path: _Path | None = Field(None, validation_alias=_either("preview_path", "previewPath"))
    post_path: _Path | None = Field(
        None, validation_alias=_either("post_path", "postPath"), examples=["/{locale}/posts/{slug}"]
    )
    category_path: _Path | None = Field(None, validation_alias=_either("category_path", "categoryPath"))
    tag_path: _Path | None = Field(None, validation_alias=_either("tag_path", "tagPath"))
    default_locale: _Code | None = Field(None, validation_alias=_either("default_locale", "defaultLocale"))
    locales: list[_Code] | None = Field(None, examples=[["vi", "en"]])
    registration: SiteRegistration | None = Field(None, description="Null follows the operator's setting.")
    revalidate_url: _Url | None = Field(
        None,
        validation_alias=_either("revalidate_url", "revalidateUrl"),
        description="Is sent a signed POST after each change of what is public.",
    )
    revalidate_secret: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None,
        validation_alias=_either("revalidate_secret", "revalidateSecret"),
        description="16 to 200 characters; written, never shown.",
    )


class SiteSettings(BaseModel):
    """The settings that hold."""

    slug: str = Field(description="The organization's, as in `/t/{slug}/blog/api`.")
    title: str
    description: str
    site_url: str | None
    preview_path: str
    post_path: str
    category_path: str
    tag_path: str
    default_locale: str
    locales: list[str]
    registration: SiteRegistration | None
    revalidate_url: str | None
    has_revalidate_secret: bool
    updated_at: datetime | None
