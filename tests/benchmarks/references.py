"""The bare parts that any Python service stands on: a route that says hello, and one query of 20 rows."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from fastapi import FastAPI, Response

_JOBS = """
SELECT id, user_id, prompt, content_type, status, content, created_at, completed_at FROM job
WHERE user_id = $1 ORDER BY created_at DESC LIMIT 20
"""


@asynccontextmanager
async def _pooled(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BENCH_DATABASE"], min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_pooled, openapi_url=None)


@app.get("/hello")
async def hello() -> dict[str, str]:
    return {"hello": "world"}


@app.get("/jobs")
async def jobs() -> Response:
    rows = await app.state.pool.fetch(_JOBS, 1)
    content = [dict(row) for row in rows]
    return Response(orjson.dumps(content, default=str), media_type="application/json")
