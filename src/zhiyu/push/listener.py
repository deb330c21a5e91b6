"""One connection a process that hears what transactions told. Lost, it comes back by itself and says so."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
import psycopg
import structlog

from zhiyu.platform import line
from zhiyu.platform.live import CHANNEL

PULSE: Final = 15.0
ANSWER: Final = 5.0
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
NAME: Final = "zhiyu live"
log = structlog.get_logger(__name__)


class Listener:
    """``heard`` gets each topic with its ids; ``back`` is called when listening begins: what came before is lost."""

    def __init__(self, *, heard: Callable[[str, Mapping[str, Any]], None], back: Callable[[], None]) -> None:
        self.heard = heard
        self.back = back
        self.listening = False

    async def always(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._once()
            except (psycopg.Error, OSError) as error:  # a pulse without an answer is an OSError too: TimeoutError
                log.warning("live connection lost", error=type(error).__name__)
            if self.listening:
                pause = FIRST_PAUSE
            self.listening = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _once(self) -> None:
        parameters: dict[str, Any] = {**line.parameters(), "application_name": NAME, "connect_timeout": int(ANSWER)}
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as connection:
            await connection.execute(f"listen {CHANNEL}")
            self.listening = True
            self.back()
            while True:
                async for notice in connection.notifies(timeout=PULSE):
                    self._hear(notice.payload)
                # A server that went away without a word is noticed only by asking.
                async with asyncio.timeout(ANSWER):
                    await connection.execute("select 1")

    def _hear(self, payload: str) -> None:
        try:
            notice = orjson.loads(payload)
            topic = str(notice["topic"])
        except (orjson.JSONDecodeError, KeyError, TypeError):
            log.warning("a notice nobody understands")
            return
        self.heard(topic, notice)
