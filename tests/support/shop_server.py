"""A small shop on loopback: product pages with structured data, and their images, as slow as a test wants them."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

from aiohttp import web
from PIL import Image

from support.rig_server import LoopbackServer, serve

_SIZE = (120, 90)


class ShopServer(LoopbackServer):
    """A handle on the shop."""

    def __init__(self, folder: Path) -> None:
        super().__init__("support.shop_server", folder)

    def page(self, mark: str) -> str:
        """The address of a product's page; the product's name holds `mark`."""
        return f"{self.url}/products/{mark}"

    def image(self, name: str) -> str:
        """The address of an image."""
        return f"{self.url}/images/{name}.png"

    def reset(self) -> None:
        self.turn(latency=0.0, held=False, status=0)


def _page(mark: str, base: str) -> str:
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": f"Desk lamp {mark}",
        "description": "A lamp of folded steel with a linen shade, made to stand on a desk.",
        "image": [f"{base}/images/{mark}.png"],
        "offers": {"@type": "Offer", "price": "49.90", "priceCurrency": "EUR"},
    }
    data = json.dumps(product)
    return (
        f"<!doctype html><html lang=en><head><title>Desk lamp {mark}</title>"
        f'<script type="application/ld+json">{data}</script></head>'
        f"<body><main><h1>Desk lamp {mark}</h1><p>A lamp of folded steel with a linen shade.</p></main></body></html>"
    )


def _picture() -> bytes:
    body = io.BytesIO()
    Image.linear_gradient("L").resize(_SIZE).convert("RGB").save(body, "PNG")
    return body.getvalue()


def main() -> None:
    picture = _picture()
    switches: dict[str, Any] = {"latency": 0.0, "held": False, "status": 0}

    async def dwell() -> None:
        await asyncio.sleep(switches["latency"])
        while switches["held"]:  # noqa: ASYNC110 - the switch is turned by another request
            await asyncio.sleep(0.01)

    async def product(request: web.Request) -> web.Response:
        await dwell()
        page = _page(request.match_info["mark"], str(request.url.origin()))
        return web.Response(text=page, content_type="text/html", charset="utf-8", status=switches["status"] or 200)

    async def image(_: web.Request) -> web.Response:
        await dwell()
        return web.Response(body=picture, content_type="image/png", status=switches["status"] or 200)

    application = web.Application()
    application.router.add_get("/products/{mark}", product)
    application.router.add_get("/images/{name}.png", image)
    serve(application, switches)


if __name__ == "__main__":
    main()
