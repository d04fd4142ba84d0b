"""The Temporal worker: the composition root of workflows and activities.

`python worker.py` prints `worker ready` when it polls, and drains on SIGTERM and Ctrl-C.
"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker

import metrics
from activities import first_release
from activities.cash import CashReminders
from activities.doctor import Doctor
from activities.housekeeping import Housekeeping
from activities.media.thumbnails import Thumbnails
from activities.notifications import Channel, LogChannel, Notifications
from activities.papers import Papers
from activities.records import Records
from ending import end
from logs import configure, logger
from settings import MetricsSettings, Settings
from storage.database import Database, StorageUnavailable
from storage.objects import Objects
from workflows import search_attributes
from workflows.cash import CashRound
from workflows.errands import Errand, start_errands
from workflows.housekeeping import HousekeepingRound
from workflows.live import LiveWorkflows
from workflows.names import DELIVERY, ORDERS
from workflows.order import OrderWorkflow
from workflows.plugin import connect
from workflows.reconciler import Reconciler
from workflows.schedules import start_schedules
from workflows.watch import Polled, Watch

READY = "worker ready"
DRAIN = timedelta(seconds=10)
"""How long activities under way may go on after SIGTERM."""
STICKY = timedelta(seconds=2)
"""How long an order waits for the worker that has it in its cache, before any other may take it over."""

COUNT = 5.0
"""Seconds between two counts of the outbox."""
WORKFLOWS, ACTIVITIES = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY

log = logger(__name__)


class MissingSearchAttributesError(RuntimeError):
    """Without them every workflow task would fail and retry for ever."""


async def require_search_attributes(client: Client) -> None:
    """Refuse to start, in words, where the namespace lacks a search attribute."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    there = (await client.operator_service.list_search_attributes(request)).custom_attributes
    if missing := [key for key in search_attributes.ALL if key.name not in there]:
        commands = "\n".join(
            f"  temporal operator search-attribute create --namespace {client.namespace}"
            f" --name {key.name} --type {search_attributes.TYPE_NAMES[key.indexed_value_type]}"
            for key in missing
        )
        raise MissingSearchAttributesError(
            f"The Temporal namespace lacks search attributes. Run:\n{commands}"
        )


def order_worker(client: Client, records: Records, task_queue: str = ORDERS) -> Worker:
    """Workflows and the record. The record's activities are local: no task queue's tick in between."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[OrderWorkflow, Errand, Reconciler, CashRound, HousekeepingRound],
        activities=[records.record, records.read_since, records.refuse],
        graceful_shutdown_timeout=DRAIN,
        max_cached_workflows=500,
        sticky_queue_schedule_to_start_timeout=STICKY,
        max_concurrent_local_activities=50,
    )


def delivery_worker(
    client: Client,
    notifications: Notifications,
    papers: Papers,
    doctor: Doctor | None = None,
    reminders: CashReminders | None = None,
    *,
    thumbnails: Thumbnails,
    housekeeping: Housekeeping | None = None,
) -> Worker:
    """Whatever talks to the outside, on a queue of its own."""
    return Worker(
        client,
        task_queue=DELIVERY,
        activities=[
            notifications.deliver_as_it_comes,
            first_release.deliver,
            papers.make_papers_as_they_come,
            thumbnails.make_thumbnails_as_they_come,
            *(doctor.activities if doctor else ()),
            *((reminders.remind_of_cash,) if reminders else ()),
            *((housekeeping.sweep,) if housekeeping else ()),
        ],
        graceful_shutdown_timeout=DRAIN,
        max_concurrent_activities=20,
    )


async def serve(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, then drain."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    client = await connect(settings.temporal, sdk_metrics(settings.metrics))
    await require_search_attributes(client)
    await start_errands(client)
    await start_schedules(client)
    database, objects = Database(settings.database), Objects(settings.s3)
    orders = order_worker(client, Records(database))
    doctor = Doctor(database, LiveWorkflows(client))
    try:
        async with channel_of(settings, database, objects) as channel:
            delivery = delivery_worker(
                client,
                Notifications(database, channel),
                Papers(database, objects, settings.public_url),
                doctor,
                CashReminders(database),
                thumbnails=Thumbnails(database, objects),
                housekeeping=Housekeeping(database, objects),
            )
            watch = Watch(client, [Polled(orders, WORKFLOWS), Polled(delivery, ACTIVITIES)])
            async with working(settings, orders, delivery, watch), beside(keep_gauges(database, doctor)):
                log.info(READY)
                await stop.wait()
                log.info("draining")
    finally:
        await database.close()
        objects.close()


@asynccontextmanager
async def working(settings: Settings, orders: Worker, delivery: Worker, watch: Watch) -> AsyncIterator[None]:
    """Drains at the end."""
    with metrics.served(settings.metrics.host, settings.metrics.worker_port, watch.health):
        async with orders, delivery, beside(watch.keep()):
            gc.freeze()  # what is loaded by now stays: not to be looked through again and again
            yield


def channel_of(
    settings: Settings, database: Database, objects: Objects
) -> AbstractAsyncContextManager[Channel]:
    """Telegram; the log where no bot is named."""
    if settings.telegram.bots:
        # Half of what a worker loads is aiogram's models: one that writes to nobody starts without.
        from activities.telegram import telegram_channel  # noqa: PLC0415

        return telegram_channel(settings, database, objects)
    log.warning("TELEGRAM_TOKENS names no bot: messages go to the log")
    return nullcontext(LogChannel())


def sdk_metrics(settings: MetricsSettings) -> Runtime | None:
    """A runtime that tells what the SDK counts by itself; None where nobody asked for it."""
    if not settings.sdk_port:
        return None
    where = PrometheusConfig(bind_address=f"{settings.host}:{settings.sdk_port}")
    return Runtime(telemetry=TelemetryConfig(metrics=where))


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do that too, until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        await end([task])
        with suppress(asyncio.CancelledError):
            await task


async def keep_gauges(database: Database, doctor: Doctor) -> None:
    """Keep the gauge of the outbox, whether the courier works or not; and drop old news of the doctor's."""
    while True:
        doctor.forget()
        with suppress(StorageUnavailable):  # the gauge stays where it was; the log tells the rest
            async with database.reading() as tx:
                metrics.UNSENT.set(await tx.health.unsent())
        await asyncio.sleep(COUNT)


def main() -> int:
    settings = Settings()
    configure(settings.log)
    try:
        asyncio.run(serve(settings))
    except (MissingSearchAttributesError, RuntimeError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - for whoever starts it by hand
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # temporalio can crash while the interpreter unloads it, when all work is done: do not let that
    # turn a clean stop into a failure.
    os._exit(code)
