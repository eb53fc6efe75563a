"""What a person wants to know once everything runs: where the documentation is, and how to get in."""

from collections.abc import Sequence


def greeting(address: str) -> Sequence[str]:
    """Return the lines for an API at `address`."""
    body = '{"email": "you@example.com", "password": "choose a long one"}'
    return (
        f"docs     {address}/docs",
        f"sign in  curl -X POST {address}/api/v1/auth/register -H 'Content-Type: application/json' -d '{body}'",
        "         the answer's access_token goes into the header Authorization: Bearer ...",
    )
