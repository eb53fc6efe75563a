"""The story of a newsroom is told in modules of its own, whose assertions are to say as much as a test's."""

import pytest

pytest.register_assert_rewrite("support.newspaper_staff", "support.newspaper_readers")
