# ruff: noqa: INP001 - a program of the image, not a module of the product
"""Whether the process of this container lives, for Docker's health check: its `/livez`, wherever it is served.

An API answers on CONTENTFORGE_PORT, workers and scheduler on CONTENTFORGE_OPS_PORT; a container runs one of them.
"""

import http.client
import os
import sys

SECONDS = 4
LOCAL = "127.0.0.1"


def main() -> int:
    ports = os.environ.get("CONTENTFORGE_PORT", "8000"), os.environ.get("CONTENTFORGE_OPS_PORT", "9100")
    return 0 if any(lives(int(port)) for port in ports) else 1


def lives(port: int) -> bool:
    connection = http.client.HTTPConnection(LOCAL, port, timeout=SECONDS / 2)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
