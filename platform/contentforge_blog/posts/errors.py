"""Refusals that concern posts."""

from typing import ClassVar

from contentforge_platform.errors import BadRequest, BusinessError, Conflict, Forbidden, Invalid, NotFound


class PostNotFound(NotFound):
    """There is no such post in sight."""

    code = "post_not_found"

    def __init__(self) -> None:
        super().__init__("Post not found")


class TranslationNotFound(NotFound):
    """The post has none in this language."""

    code = "translation_not_found"

    def __init__(self) -> None:
        super().__init__("The post has no such translation")


class RevisionNotFound(NotFound):
    """The translation has no such version."""

    code = "revision_not_found"

    def __init__(self) -> None:
        super().__init__("Revision not found")


class SlugTaken(Conflict):
    """Another post of the site has this slug in this language."""

    code = "slug_taken"

    def __init__(self, locale: str, slug: str) -> None:
        super().__init__(f"The slug {slug} is already in use for {locale}", locale=locale, slug=slug)


class LastTranslation(BadRequest):
    """A post keeps at least one translation."""

    code = "last_translation"

    def __init__(self) -> None:
        super().__init__("The last translation of a post cannot be deleted")


class MayNotPublish(Forbidden):
    """What readers see, and when, is for those to decide who may publish."""

    code = "may_not_publish"

    def __init__(self) -> None:
        super().__init__("You may not publish, schedule or unpublish posts")


class ChangedMeanwhile(BusinessError):
    """The post is not in the version that the caller has seen."""

    status: ClassVar[int] = 412
    code: ClassVar[str] = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__("The post has been changed since you read it")


class UnknownReference(Invalid):
    """An id in the body leads nowhere."""

    code = "unknown_reference"
