"""What routes read off a request besides its body."""

from fastapi import Request

from contentforge_tenants.client import Client


def route_of(request: Request) -> str:
    """Method and path within the API, the same wherever the API is mounted."""
    return f"{request.method} {request.scope['path'].removeprefix(request.scope.get('root_path', ''))}"


def client_of(request: Request) -> Client:
    """From where the request came, as the trusted proxies and the client itself tell."""
    return Client(request.client.host if request.client else None, request.headers.get("user-agent"))
