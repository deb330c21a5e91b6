"""One supervised program: started, its output shown with a name in front, started again when it ends, stopped whole."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 0.2, 10.0, 30.0
PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"
# Without it, as on other systems, parts end by their lifeline; tests ask for that.
LIBC = ctypes.CDLL(None, use_errno=True) if LINUX and "ZHIYU_WITHOUT_PRCTL" not in os.environ else None


def die_with_parent(death_signal: int, parent: int) -> Callable[[], None]:
    """For ``preexec_fn``, which runs after setuid, where the kernel would forget the setting."""

    def ask() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


@dataclass(kw_only=True)
class Service:
    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    grace: float = 5.0
    show: Callable[[str, str], None]
    before: Callable[[], Any] | None = None
    popen: Mapping[str, Any] = field(default_factory=dict)
    starts: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    leaving: list[asyncio.subprocess.Process] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _stopping: bool = False

    async def once(self) -> int:
        """Run to its end and answer the exit code."""
        self._process = await self._spawn()
        while True:
            process = self._process
            code = await process.wait()
            self._kill_rest(process)
            if process is self._process:
                return code

    async def always(self) -> None:
        """Run, and again after any end: exit codes say nothing (a worker without database leaves with 0)."""
        pause = FIRST_PAUSE
        while not self._stopping:
            began = time.monotonic()
            code = await self.once()
            if self._stopping:
                return
            lived = time.monotonic() - began
            pause = FIRST_PAUSE if lived > SETTLED else pause
            self.show(self.name, f"结束了（{code}），{pause:g} 秒后重启")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def renew(self, *, patience: float) -> bool:
        """Start it a second time; once that one is ready, the first is told to finish what it holds and to leave."""
        old = self._process
        if old is None or old.returncode is not None:
            return False
        self.ready.clear()
        self.leaving.append(old)
        self._process = new = await self._spawn()
        waiting = [asyncio.create_task(self.ready.wait()), asyncio.create_task(new.wait())]
        await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()
        if self.ready.is_set():
            with contextlib.suppress(ProcessLookupError):
                old.send_signal(signal.SIGUSR1)
            return True
        if old.returncode is None:
            self.leaving.remove(old)
            self._process = old
            self._kill_rest(new)
        return False

    async def see_off(self, *, patience: float) -> None:
        """Until the one before has left, or has to."""
        if self.leaving:
            old = self.leaving[-1]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(old.wait(), patience)
            self._kill_rest(old)
            self.leaving.remove(old)

    async def stop(self) -> None:
        self._stopping = True
        await asyncio.gather(*(self._end(x) for x in (self._process, *self.leaving)))

    async def _end(self, process: asyncio.subprocess.Process | None) -> None:
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(self.stop_signal)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), self.grace)
        self._kill_rest(process)
        await process.wait()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def _spawn(self) -> asyncio.subprocess.Process:
        if self.before is not None:
            self.before()
        reading, writing = os.pipe()
        self.starts += 1
        try:
            process = await asyncio.create_subprocess_exec(
                *self.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                env=self.env,
                start_new_session=True,
                preexec_fn=die_with_parent(self.death_signal, os.getpid()),
                **self.popen,
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self._pump(reading)
        return process

    def _pump(self, reading: int) -> None:
        loop, rest = asyncio.get_running_loop(), bytearray()
        os.set_blocking(reading, False)

        def take() -> None:
            piece = os.read(reading, 65536)
            rest.extend(piece)
            *lines, last = bytes(rest).split(b"\n")
            rest[:] = last
            if not piece:
                loop.remove_reader(reading)
                os.close(reading)
                lines = [*lines, last]
            for line in lines:
                if line.strip():
                    self.show(self.name, line.decode(errors="replace"))

        loop.add_reader(reading, take)

    @staticmethod
    def _kill_rest(process: asyncio.subprocess.Process) -> None:
        """The program was the leader of its own session: whatever it left (an ffmpeg, say) ends with it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
