"""Threads that deliver events: woken by each commit that has some, looking by themselves for what is due again."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App

THREADS = 2
LOOK_EVERY = 2.0
BEAT_EVERY = 10.0


class Deliverers:
    """Beside procrastinate's workers and registered as one more, so that a kill is noticed in the same way."""

    def __init__(self, app: App) -> None:
        self.worker_id: int | None = None
        self._workers = app.job_manager
        self._stopped = False
        self._wakes = [asyncio.Event() for _ in range(THREADS)]
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="deliver")

    def wake(self) -> None:
        for one in self._wakes:
            one.set()

    def stop(self) -> None:
        """Each thread ends what it has taken."""
        self._stopped = True
        self.wake()

    async def run(self) -> None:
        self.worker_id = await self._workers.register_worker()
        beating = asyncio.create_task(self._beat(self.worker_id))
        try:
            await asyncio.gather(*(self._deliver(self.worker_id, wake) for wake in self._wakes))
        finally:
            beating.cancel()
        await self._workers.unregister_worker(self.worker_id)
        self.worker_id = None

    async def _deliver(self, worker: int, wake: asyncio.Event) -> None:
        from zhiyu.platform.delivering import deliver_due  # noqa: PLC0415 -- after set_up

        loop = asyncio.get_running_loop()
        while not self._stopped:
            wake.clear()
            await loop.run_in_executor(self._threads, lambda: deliver_due(worker=worker, stopped=lambda: self._stopped))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), LOOK_EVERY)

    async def _beat(self, worker: int) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            await self._workers.update_heartbeat(worker)
