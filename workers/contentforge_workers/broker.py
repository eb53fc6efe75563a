"""Celery as the bell of the workers: a message says that a queue has something to claim, and nothing more."""

from typing import Final

from celery import Celery
from kombu import Queue

WAKE_TASK: Final = "contentforge.wake"
_SOCKET_SECONDS: Final = 0.5


def wake_queue(queue: str) -> str:
    """The broker's name for the bell of a work queue."""
    return f"contentforge.wake.{queue}"


def make_celery(redis_url: str, queues: tuple[str, ...] = ()) -> Celery:
    """A Celery application without results, retries or times: none of what it would lose matters here."""
    app = Celery("contentforge", broker=redis_url, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_queues=[Queue(wake_queue(queue), durable=False) for queue in queues],
        task_create_missing_queues=True,
        task_acks_late=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_timeout": _SOCKET_SECONDS,
            "socket_connect_timeout": _SOCKET_SECONDS,
            "retry_on_timeout": False,
            "max_retries": 0,
        },
    )
    return app
