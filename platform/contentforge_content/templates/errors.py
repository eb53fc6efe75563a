"""Refusals that concern templates."""

from contentforge_platform.errors import Forbidden, NotFound


class TemplateNotFound(NotFound):
    code = "template_not_found"

    def __init__(self) -> None:
        super().__init__("Template not found.")


class SystemTemplateFixed(Forbidden):
    """A system template cannot be changed or deleted."""

    code = "system_template"

    def __init__(self) -> None:
        super().__init__("This is a system template: it cannot be changed or deleted. Create your own instead.")
