"""A client that says one thing over and over, as fast as the server takes it. Run as: flood.py PORT TOKEN MESSAGE"""

import os
import socket
import sys

_AT_ONCE = 2000


def frame(text: str) -> bytes:
    """A websocket message as clients send it; masked with zeros, which leaves it as it is."""
    body = text.encode()
    length = bytes([128 | len(body)]) if len(body) < 126 else bytes([254]) + len(body).to_bytes(2, "big")
    return b"\x81" + length + b"\0\0\0\0" + body


def main(port: str, token: str, message: str) -> None:
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        connection.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
        )
        connection.recv(4096)
        connection.sendall(frame('40{"token":"' + token + '"}'))
        connection.recv(4096)
        os.write(1, b"flooding\n")
        flood = frame(message) * _AT_ONCE
        while True:
            connection.sendall(flood)


if __name__ == "__main__":
    main(*sys.argv[1:])
