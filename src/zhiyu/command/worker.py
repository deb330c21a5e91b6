"""The worker part: events and jobs, each queue with threads of its own, and the sweep for those of killed workers."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from zhiyu.command import left_jobs
from zhiyu.command.boot import READY, set_up, wait_for_go
from zhiyu.command.deliverers import Deliverers

# A queue's jobs wait for no other queue's, and deliveries for none: they stay quick while a video is being packaged.
THREADS = {"default": 2, "messages": 1, "media": 1, "ladder": 1, "copies": 1, "offload": 1, "backups": 1, "tracing": 1}
# A ladder takes hours and loses one rendition at most: who leaves at a reload does not wait for it, nor for a copy.
CUT_SHORT = {"ladder", "copies", "offload", "tracing"}
# The version before had a job for each delivery.
BESIDE = {"default": ["events"]}
SWEEP_EVERY = 10.0
GRACE = 3.5


def main() -> None:
    set_up()
    wait_for_go()
    asyncio.run(work())


async def work() -> None:
    """Until TERM, or until something here ends by itself, as it does without its database."""
    from procrastinate.contrib.django import app as django_app  # noqa: PLC0415 -- after set_up
    from procrastinate.contrib.django.utils import connector_params  # noqa: PLC0415

    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(sum(THREADS.values()) + 1))
    # A connector for this loop; jobs that defer jobs keep Django's, and with it their own transaction.
    app = django_app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=8))
    stop, leave = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, leave.set)
    async with app.open_async():
        await left_jobs.take_over(app)
        note = left_jobs.Note()
        app.perform_import_paths()  # type: ignore[no-untyped-call]
        deliverers = Deliverers(app)
        workers: list[Worker | Deliverers] = [deliverers, *(worker_of(app, *one) for one in THREADS.items())]
        running = [asyncio.create_task(x.run()) for x in workers]
        jobs = set(running)
        finished = {one for name, one in zip(["deliveries", *THREADS], running, strict=True) if name not in CUT_SHORT}
        watch = {
            asyncio.create_task(x)
            for x in (stop.wait(), sweep_always(app), until_database_ends(connector_params(), deliverers.wake))
        }
        told, ready = asyncio.create_task(leave.wait()), asyncio.create_task(tell_ready(workers, note))
        await asyncio.wait({*jobs, *watch, told}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        for one in workers:
            one.stop()
        if leave.is_set():
            ended = asyncio.create_task(asyncio.wait(finished))
            await asyncio.wait({ended, *watch}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(jobs, timeout=GRACE if stop.is_set() else 0.5)
        await hand_back(app, workers)
        end()


async def tell_ready(workers: list[Worker | Deliverers], note: left_jobs.Note) -> None:
    """Once each has its row, so that at a reload there is always one whose heart beats."""
    while any(one.worker_id is None for one in workers):  # noqa: ASYNC110 -- procrastinate has no event for it
        await asyncio.sleep(0.02)
    note.write([one.worker_id for one in workers if one.worker_id is not None])
    print(READY, flush=True)


def end() -> None:
    """Jobs still running stand in threads that cannot be stopped, some with an ffmpeg: all end here.

    Their rows have no worker any more, so the next sweep takes them again.
    """
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def worker_of(app: App, queue: str, threads: int) -> Worker:
    from zhiyu.platform.jobs import with_ids  # noqa: PLC0415 -- after set_up

    options = {
        **app.worker_defaults,
        "queues": [queue, *BESIDE.get(queue, [])],
        "name": queue,
        "concurrency": threads,
        "delete_jobs": "successful",
        "task_middleware": [with_ids],
    }
    return Worker(app=app, install_signal_handlers=False, **options)  # type: ignore[arg-type]


async def sweep_always(app: App) -> None:
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        await left_jobs.sweep(app)


async def until_database_ends(parameters: dict[str, Any], heard: Callable[[], None]) -> None:
    """Hear of new deliveries.

    A worker whose server was killed goes on, deaf to new jobs for 30 s (procrastinate 3.10): better start anew.
    """
    from zhiyu.platform.delivering import CHANNEL  # noqa: PLC0415 -- after set_up

    async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as connection:
        await connection.execute(f"listen {CHANNEL}".encode())
        async for _ in connection.notifies():
            heard()


async def hand_back(app: App, workers: list[Worker | Deliverers]) -> None:
    for one in workers:
        if one.worker_id is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(app.job_manager.unregister_worker(one.worker_id), 0.5)
