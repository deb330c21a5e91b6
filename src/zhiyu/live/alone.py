"""What receives classes that another programme took in: one process a folder, a task and a room a class."""

import asyncio
import contextlib
import fcntl
import os
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Generic, TypeVar

from zhiyu.live.room import Room

R = TypeVar("R", bound=Room)


class Alone(ABC, Generic[R]):
    """The only one of its folder: who comes while another still ends waits."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.rooms: dict[int, R] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    @abstractmethod
    def folder(self) -> Path:
        """Whose lock says that this is the one; it is there."""

    @abstractmethod
    def every(self) -> float:
        """Seconds between two looks."""

    @abstractmethod
    async def look(self) -> None:
        """For classes that nobody follows yet."""

    async def watch(self) -> None:
        lock = os.open(self.folder(), os.O_RDONLY)
        try:
            while not self.stop.is_set() and not is_taken(lock):
                await self.pause(self.every())
            while not self.stop.is_set():
                await self.look()
                await self.pause(self.every())
            await asyncio.gather(*self.tasks.values())
        finally:
            os.close(lock)

    def begin(self, class_id: int, following: Coroutine[Any, Any, None]) -> None:
        self.tasks[class_id] = asyncio.create_task(self.to_its_end(class_id, following))

    async def to_its_end(self, class_id: int, following: Coroutine[Any, Any, None]) -> None:
        try:
            await following
        finally:
            del self.tasks[class_id]

    async def pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stop.wait()

    def leave(self) -> None:
        """What is not received yet is there for whoever comes next."""
        self.stop.set()
        for room in self.rooms.values():
            room.leave.set()


def is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
