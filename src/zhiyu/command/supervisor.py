"""``zhiyu up``: everything under one home, started in order, mended when it ends, stopped whole."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhiyu.command import ports, simulator
from zhiyu.command import reload as reloading
from zhiyu.command.boot import GATE, LIFELINE, READY
from zhiyu.command.locks import Lock, take_patiently
from zhiyu.command.place import cluster_of_home
from zhiyu.command.service import Service
from zhiyu.config import env, redaction
from zhiyu.kernel.home import home

DATABASE_GRACE = 3.0
START_PATIENCE = 60.0
LEAVES = {"web": 35.0, "worker": 3600.0, "ingest": 6 * 3600.0}
"""How long an old process may take over what it still holds: requests, a film being packaged, a class on air."""
TICK = 0.05
MOST_STARTS = 5
SETUP_TOKEN = "setup-token: "  # noqa: S105 -- the word before it, printed by prepare.py


class CannotStart(Exception):
    pass


def say(text: str, part: str = "up") -> None:
    """In production one JSON object a line, like what the parts say of themselves."""
    if os.environ.get("ZHIYU_MODE") == "production":
        line = text.strip()
        text = line if line.startswith("{") else json.dumps({"part": part, "event": line}, ensure_ascii=False)
    elif part != "up":
        text = f"{part} | {text}"
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


@dataclass(kw_only=True)
class Up:
    host: str
    port: int
    sim_port: int
    demo: bool
    services: list[Service] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    lifeline: tuple[int, int] = field(default_factory=os.pipe)
    setup_token: str = ""
    running: bool = False
    unheard: bool = False
    reloads: int = 0
    reloading: asyncio.Task[None] | None = None
    stopping: bool = False

    @property
    def url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def sim_url(self) -> str:
        return os.environ.get("WECHAT_SIMULATOR_URL") or f"http://127.0.0.1:{self.sim_port}"

    @property
    def own_simulator(self) -> bool:
        """Several nodes share one, whose address is then given."""
        return self.demo and not os.environ.get("WECHAT_SIMULATOR_URL")

    async def run(self, listening: socket.socket) -> None:
        began = time.monotonic()
        if self.own_simulator:
            self.simulator()
        if not os.environ.get("DATABASE_URL"):
            await self.database()
        if self.own_simulator:
            await self.simulator_ready()
        gate, opener = os.pipe()
        self.start_parts(listening, gate)
        await self.prepare()
        os.close(opener)
        await self.ready()
        say(f"全部就绪（{time.monotonic() - began:.1f} s）")
        self.addresses()
        self.running = True
        await asyncio.gather(*self.tasks)

    async def database(self) -> None:
        cluster = cluster_of_home()
        async with progress("数据库"):
            if await asyncio.to_thread(cluster.stop):
                say("上次留下的数据库已停止")
            await asyncio.to_thread(cluster.make)
            server = Service(
                name="database",
                argv=cluster.server_argv(),
                before=cluster.stop,
                show=self.show,
                stop_signal=signal.SIGINT,
                death_signal=signal.SIGINT,
                grace=DATABASE_GRACE,
                popen={"cwd": "/", **cluster.as_owner()},
            )
            self.keep(server)
            while not cluster.ready():
                self.give_up_on({"database"})
                await asyncio.sleep(TICK)

    def simulator(self) -> None:
        argv = [sys.executable, "-m", "wxsim", "--port", str(self.sim_port), "--home", str(home())]
        self.keep(Service(name="simulator", argv=argv, env=self.environment("sim"), show=self.show))

    async def simulator_ready(self) -> None:
        async with progress("微信模拟器"):
            while not await asyncio.to_thread(simulator.answers, self.sim_port):
                self.give_up_on({"simulator"})
                await asyncio.sleep(TICK)

    def start_parts(self, listening: socket.socket, gate: int) -> None:
        """They load while the database is prepared, and begin when the other end of the gate is closed."""
        publishers = self.publishers()
        web, worker = [listening.fileno(), gate], [gate]
        self.keep(self.python("web", "--fd", str(listening.fileno()), gate=gate, passed=web))
        self.keep(self.python("worker", gate=gate, passed=worker, death_signal=signal.SIGTERM))
        self.receive(publishers, gate)

    def publishers(self) -> socket.socket | None:
        """Where that place is taken the school runs all the same, and its pages say that no camera is taken in."""
        try:
            return ports.for_publishers(self.host)
        except SystemExit as refused:
            say(f"直播推流没有启动：{refused}")
            self.unheard = True
            return None

    def receive(self, publishers: socket.socket | None, gate: int) -> None:
        if publishers is not None:
            door = publishers.detach()
            self.keep(self.python("ingest", "--fd", str(door), gate=gate, passed=[door, gate]))
        elif env.live_engine() in {"nginx", "tencent"}:
            self.keep(self.python("ingest", gate=gate, passed=[gate]))

    async def prepare(self) -> None:
        """Migrations, static files, the demo school: one program, so that Django is imported once."""
        part = self.python("prepare", *(["--demo"] if self.demo else []))
        self.services.append(part)
        async with progress("准备"):
            if await part.once():
                raise CannotStart("准备数据库时出错，原因见上。")

    async def ready(self) -> None:
        async with progress("服务"):
            told, pause = "", 2 * TICK
            while reason := await asyncio.to_thread(self.missing):
                self.give_up_on({"web", "worker"})
                if reason != told:
                    say(f"  等待：{reason}")
                    told, pause = reason, 2 * TICK
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, 2.0)

    def ask_reload(self) -> None:
        """USR1, once everything runs. Asked while one is under way, another follows: what changed since counts."""
        self.reloads += self.running
        if self.reloads and (self.reloading is None or self.reloading.done()):
            self.reloading = asyncio.create_task(self.reload_as_asked())

    async def reload_as_asked(self) -> None:
        while self.reloads:
            self.reloads = 0
            token = reloading.question()
            reloading.answer(token, renewed=await self.reload())

    async def reload(self) -> bool:
        """New processes with the code that lies there now; the old ones answer what they hold, then leave."""
        say("正在换用新的进程……")
        part = self.python("prepare")
        self.services.append(part)
        renewed = not await part.once()
        self.services.remove(part)
        parts = [x for x in self.services if x.name in LEAVES] if renewed else []
        for part, came in zip(
            parts, await asyncio.gather(*(x.renew(patience=START_PATIENCE) for x in parts)), strict=True
        ):
            renewed = renewed and came
            if came:
                self.tasks.append(asyncio.create_task(part.see_off(patience=LEAVES[part.name])))
        say("已换用新的进程" if renewed else "新的进程没有就绪，原来的继续工作；原因见上。")
        return renewed

    def give_up_on(self, names: set[str]) -> None:
        """While starting, a part that ends again and again will not come; later it is started for ever."""
        for part in self.services:
            if part.name in names and part.starts > MOST_STARTS:
                raise CannotStart(f"{part.name} 无法启动，原因见上。")

    def missing(self) -> str:
        """What ``/healthz`` still waits for; nothing when it is up."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=10) as answer:  # noqa: S310
                answer.read()
        except urllib.error.HTTPError as error:
            return waiting_parts(error.read())
        except OSError:
            return "网站"
        return ""

    def addresses(self) -> None:
        say(f"  学堂   {self.url}/")
        say(f"  工作台 {self.url}/studio/")
        if self.demo:
            say(f"  微信模拟器 {self.sim_url}/")
        if self.setup_token:
            say(f"  第一次使用，请打开一次性链接创建校长账号：{self.url}/setup?token={self.setup_token}")
        say("按 Ctrl-C 停止")

    def python(
        self, module: str, *arguments: str, gate: int | None = None, passed: Sequence[int] = (), **options: Any
    ) -> Service:
        argv = [sys.executable, "-m", "zhiyu.command.parts", module, *arguments]
        held = self.lifeline[0]
        env = self.environment(module) | {LIFELINE: str(held)} | ({GATE: str(gate)} if gate is not None else {})
        popen = {"pass_fds": [*passed, held]}
        return Service(name=module, argv=argv, env=env, show=self.show, popen=popen, **options)

    def environment(self, part: str) -> dict[str, str]:
        """The environment given, then our own defaults; in the demo also the simulator's keys."""
        given = dict(os.environ)
        ours = {
            "ZHIYU_PART": part,
            "ZHIYU_HOME": str(home()),
            "PYTHONUNBUFFERED": "1",
            "ZHIYU_LIVE_TAKEN": "yes" if self.unheard else "",
        }
        defaults = {"ZHIYU_URL": self.url, "MALLOC_ARENA_MAX": "2"}
        if self.demo:
            ours["ZHIYU_MODE"] = "demo"
            defaults |= simulator.instead_of(given, self.sim_url)
        return {**defaults, **given, **ours}

    def show(self, name: str, line: str) -> None:
        if line.startswith(SETUP_TOKEN):
            self.setup_token = line.removeprefix(SETUP_TOKEN).strip()
        elif line == READY:
            next(x for x in self.services if x.name == name).ready.set()
        elif name == "database" and (self.stopping or " LOG: " in line):
            return
        elif name == "prepare":
            say(f"  {line}")
        else:
            say(redaction.text(line) if name == "database" else line, name)

    def keep(self, service: Service) -> None:
        self.services.append(service)
        self.tasks.append(asyncio.create_task(service.always(), name=service.name))

    async def stop(self) -> None:
        """All but the database together, the database last."""
        self.stopping = True
        if self.reloading is not None:
            self.reloading.cancel()
        await asyncio.gather(*(x.stop() for x in self.services if x.name != "database"))
        await asyncio.gather(*(x.stop() for x in self.services if x.name == "database"))
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def waiting_parts(body: bytes) -> str:
    try:
        parts = json.loads(body)["parts"]
    except (ValueError, KeyError):
        return "网站"
    return ";".join(f"{name} {state}" for name, state in parts.items() if state != "ok")


@contextlib.asynccontextmanager
async def progress(what: str) -> AsyncIterator[None]:
    began = time.monotonic()
    yield
    say(f"{what}就绪（{time.monotonic() - began:.1f} s）")


def claim_home(url: str) -> list[Lock]:
    """Be the one ``up`` of this home, and wait for commands that use its database; they stop it themselves."""
    mine = Lock(home() / "up.lock")
    if not take_patiently(mine):
        raise SystemExit(f"already running at {mine.text()} · 知域已在运行")
    mine.write(f"{url} (PID {os.getpid()})")
    users = Lock(home() / "pg.users")
    if not users.alone():
        say("等待正在使用数据库的 zhiyu 命令结束……")
        users.alone(wait=True)
    return [mine, users]


def up(*, host: str, port: int, sim_port: int, demo: bool) -> int:
    home().mkdir(parents=True, exist_ok=True)
    this = Up(host=host, port=port, sim_port=sim_port, demo=demo)
    locks = claim_home(this.url)
    listening = ports.take(host, port)
    if this.own_simulator:
        ports.take("127.0.0.1", sim_port).close()
    locks[1].shared()
    say(f"知域正在启动：{home()}")
    return asyncio.run(supervise(this, listening))


async def supervise(this: Up, listening: socket.socket) -> int:
    loop = asyncio.get_running_loop()
    running = asyncio.create_task(this.run(listening))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, running.cancel)
    loop.add_signal_handler(signal.SIGUSR1, this.ask_reload)
    try:
        await running
    except asyncio.CancelledError:
        say("正在停止……")
        return 0
    except CannotStart as failure:
        say(str(failure))
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, lambda: None)
        await this.stop()
        say("已停止")
    return 1
