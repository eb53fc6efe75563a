"""The templates that everybody has, held against what prompts know."""

import pytest

from contentforge_content.prompts.template import describe_style, describe_tone
from contentforge_content.templates.system import SYSTEM_TEMPLATES, SystemTemplate


@pytest.mark.parametrize("template", SYSTEM_TEMPLATES, ids=lambda template: template.name)
def test_a_model_is_told_what_the_tone_and_style_of_a_system_template_mean(template: SystemTemplate) -> None:
    assert describe_tone(template.tone) != template.tone
    assert describe_style(template.style) != template.style
