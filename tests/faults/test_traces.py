"""One order is one trace, from the request to the model's answer, whatever dies on the way; and it tells no secret."""

import json
from typing import Any

from support.collector import Collector, Received, collecting
from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import new_mark
from support.rig_moves import asked, holder, let_leases_run_out
from support.rig_process import Process

WORKERS = ("generation", "media")
ORDER = "POST /api/v1/content/generate"


def traced(rig: Rig, collector: Collector, *kinds: str, **more: str) -> list[Process]:
    """Processes that trace, in place of those of their kinds that do not."""
    for process in [each for kind in kinds for each in rig.running(kind)]:
        process.end()
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_EXPORTER_OTLP_HEADERS": f"x-collector-key={canary(rig, 'collector')}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
        **more,
    }
    return rig.start(*kinds, settings=settings)


def canary(rig: Rig, name: str) -> str:
    """A word that must be found nowhere."""
    word = f"canary-{name}-in-a-trace"
    rig.journal.secrets.add(word)
    return word


def lines(process: Process, **wanted: object) -> list[dict[str, Any]]:
    """What a process has logged, as far as these fields have these values."""
    told = [json.loads(line) for line in process.told().splitlines() if line.startswith("{")]
    return [line for line in told if all(line.get(name) == value for name, value in wanted.items())]


def ancestors(span: Received, spans: list[Received]) -> list[str]:
    """The names of the spans that a span is within, from the innermost to the root."""
    by_id = {each.id: each for each in spans}
    names = []
    while span.parent:
        span = by_id[span.parent]
        names.append(span.name)
    return names


async def test_an_order_is_one_trace_through_all_processes(rig: Rig, collector: Collector, oracle: Oracle) -> None:
    api, generation, media = traced(rig, collector, "api", *WORKERS)
    async with rig.desk(api) as desk:
        buyer = await desk.customer()
        mark, secret = new_mark(), canary(rig, "query")
        job = await buyer.order(
            mark,
            source_type="url",
            source_data=None,
            source_url=f"{rig.shop.page(mark)}?key={secret}",
            content_types=["title", "description"],
            image_urls=[f"{rig.shop.image(mark)}?key={secret}"],
        )
        assert (await buyer.ended(job))["status"] == "completed"
    buyer.seal()
    root = collector_root(collector)
    collector.wait_for(
        lambda: bool(collector.named("work generation", root.trace) and collector.named("work image", root.trace)),
        "work is told",
    )
    spans = collector.of(root.trace)
    assert {span.process for span in spans} == {"api", "worker-generation", "worker-media"}
    assert [span.name for span in spans if not span.parent] == [ORDER]

    check_call_of_model(spans)
    check_other_calls(spans)

    work = collector.one("work generation", root.trace)
    assert (work.kind, work.attributes["contentforge.work.attempt"]) == ("consumer", 1)
    assert (work.attributes["contentforge.work.outcome"], work.failed) == ("done", False)
    assert work.attributes["contentforge.work.subject"] == str(job)
    [line] = lines(api, event="request", route="/api/v1/content/generate")
    assert (line["trace_id"], line["span_id"]) == (root.trace, root.id)
    ended = [*lines(generation, event="work_ended"), *lines(media, event="work_ended")]
    assert {line["kind"]: line["trace_id"] for line in ended} == dict.fromkeys(("generation", "image"), root.trace)
    assert all(line["job_id"] for line in ended)
    carried = await rig.rows("SELECT DISTINCT kind, trace FROM work_item WHERE organization_id = $1", buyer.tenant)
    assert {row["kind"]: row["trace"][:-2] for row in carried} == dict.fromkeys(
        ("generation", "image"), f"00-{root.trace}-{root.id}-"
    )
    await oracle.ask()
    assert not [secret for secret in rig.journal.secrets if any(secret.encode() in body for body in collector.bodies)]
    assert not [body for body in collector.bodies if mark.encode() in body]
    assert {headers["x-collector-key"] for headers in collector.headers} == {canary(rig, "collector")}


def check_call_of_model(spans: list[Received]) -> None:
    [chat, _] = [span for span in spans if span.name.startswith("chat ")]
    assert ancestors(chat, spans) == ["writing", "work generation", ORDER]
    assert (chat.kind, chat.process) == ("client", "worker-generation")
    assert chat.attributes["gen_ai.provider.name"] == "openai"
    assert chat.attributes["gen_ai.response.model"] == "test-model"
    assert chat.attributes["gen_ai.usage.input_tokens"] == chat.attributes["gen_ai.usage.output_tokens"] == 10


def check_other_calls(spans: list[Received]) -> None:
    below = {span.name: ancestors(span, spans) for span in spans}
    fetched = {tuple(ancestors(span, spans)) for span in spans if span.name == "GET elsewhere"}
    assert fetched == {("fetching", "work generation", ORDER), ("fetching", "work image", ORDER)}
    assert below["render image"] == ["rendering", "work image", ORDER]
    assert below["storage put"] == ["storing", "work image", ORDER]
    assert {tuple(ancestors(span, spans)) for span in spans if span.name == "transaction write"} >= {
        (ORDER,),
        ("saving", "work generation", ORDER),
    }


def collector_root(collector: Collector) -> Received:
    """The only order's request."""
    collector.wait_for(lambda: bool(collector.named(ORDER)), "an order is told")
    return collector.one(ORDER)


async def test_the_second_attempt_of_a_killed_worker_is_in_the_same_trace(
    rig: Rig, collector: Collector, oracle: Oracle
) -> None:
    [api, worker] = traced(rig, collector, "api", "generation")
    rig.model.hold()
    mark = new_mark()
    async with rig.desk(api) as desk:
        buyer = await desk.customer()
        job = await buyer.order(mark)
        assert await holder(rig, job) is worker
        await asked(rig, [mark], 1)
        worker.kill9()
        await let_leases_run_out(rig, worker)
        traced(rig, collector, "generation")
        await asked(rig, [mark], 2)
        rig.model.reset()
        assert (await buyer.ended(job))["status"] == "completed"
    buyer.seal()
    await oracle.ask()
    root = collector_root(collector)
    collector.wait_for(lambda: bool(collector.named("work generation", root.trace)), "the second attempt is told")
    again = collector.one("work generation", root.trace)
    assert (again.parent, again.attributes["contentforge.work.attempt"]) == (root.id, 2)
    assert [ancestors(span, collector.of(root.trace)) for span in collector.of(root.trace) if "chat" in span.name] == [
        ["writing", "work generation", ORDER]
    ]


async def test_what_is_left_is_exported_at_the_end_of_a_process(rig: Rig, collector: Collector, oracle: Oracle) -> None:
    """The export's own clock is set to never: only SIGTERM can have sent these."""
    api, worker = traced(rig, collector, "api", "generation", OTEL_BSP_SCHEDULE_DELAY="3600000")
    async with rig.desk(api) as desk:
        buyer = await desk.customer()
        assert (await buyer.ended(await buyer.order(new_mark())))["status"] == "completed"
    buyer.seal()
    assert collector.spans == []
    for process in (api, worker):
        process.terminate()
        process.wait(30)
    root = collector_root(collector)
    assert collector.one("work generation", root.trace).parent == root.id
    await oracle.ask()


async def test_a_collector_that_hangs_costs_nobody_anything(rig: Rig, oracle: Oracle) -> None:
    """It takes connections and never answers; more spans come than are kept. Who waited for it would wait for 10 s."""
    with collecting(silent=True) as collector:
        api, worker = traced(
            rig, collector, "api", "generation", OTEL_BSP_MAX_QUEUE_SIZE="64", OTEL_BSP_MAX_EXPORT_BATCH_SIZE="16"
        )
        async with rig.desk(api) as desk:
            buyer = await desk.customer()
            slowest = 0.0
            for _ in range(60):
                answer = await buyer.send("GET", "/content/jobs")
                assert answer is not None
                assert answer.status_code == 200
                slowest = max(slowest, answer.elapsed.total_seconds())
            assert (await buyer.ended(await buyer.order(new_mark())))["status"] == "completed"
        buyer.seal()
        assert slowest < 5.0
        for process in (api, worker):
            process.terminate()
            process.wait(15)
    await oracle.ask()
