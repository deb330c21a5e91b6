"""What watching costs: the ticket, the playlist, a key, a segment; asked by one viewer, and by sixty-four at once."""

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.client import PHONE_BROWSER, Client, token_of
from bench.measure import Figure, at_rest, cost, percentile, share
from bench.pages import BUYER, paid_course
from bench.product import Product, Spent

VIEWERS, PLAYS_EACH = 64, 6
# People of their own, each with the course and a login.
MAKE_VIEWERS = """
import json
from zhiyu.access.actions import grant
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson

product = Lesson.objects.get(pk={lesson}).chapter.course.product_id
people = [User.objects.get_or_create(username=f"bench{{n}}")[0] for n in range({count})]
for one in people:
    grant(user_id=one.pk, product_id=product, source=f"bench:{{one.pk}}")
made = [issue_token(user=one, user_agent={agent!r}, address="127.0.0.1")[0] for one in people]
print(json.dumps(made))
"""


def addresses(viewer: Client, lesson: int) -> tuple[str, str, str, str]:
    """Master playlist, a rendition's, first key and first segment, as a player finds them."""
    master = viewer.api("POST", f"/lessons/{lesson}/ticket?unwraps=true")["playlist_url"]
    playlist = urljoin(master, first(viewer.get(master).decode()))
    text = viewer.get(playlist).decode()
    key = re.search(r'URI="([^"]+)"', text)
    if key is None:
        raise SystemExit("the playlist names no key")
    return master, playlist, f"{urljoin(playlist, key.group(1))}?to={point()}", urljoin(playlist, first(text))


def point() -> str:
    """A key of a player's own, as the page makes one."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def first(playlist: str) -> str:
    return next(line for line in playlist.splitlines() if line and not line.startswith("#"))


def figures(product: Product) -> Iterator[Figure]:
    viewer = token_of(product, BUYER)
    _slug, lesson = paid_course(viewer)
    spent = cost(product, lambda: viewer.api("POST", f"/lessons/{lesson}/ticket?unwraps=true"), before=forget(product))
    yield Figure(name="ticket", found=spent.whole, goal=1.5, note=share(spent))
    begun = spent.whole
    for name, address in zip(("master playlist", "playlist", "key", "segment"), addresses(viewer, lesson), strict=True):
        spent = cost(product, lambda address=address: viewer.get(address))  # type: ignore[misc]
        yield Figure(name=name, found=spent.whole, goal=1.5, note=share(spent))
        begun += spent.whole if name in {"playlist", "key"} else 0
    yield Figure(name="ticket, playlist and key", found=begun, goal=4.0, note="each key is a row's update")
    seat = viewer.api("POST", f"/lessons/{lesson}/ticket?unwraps=true")["seat_url"]
    spent = cost(product, lambda: viewer.send("POST", seat))
    yield Figure(name="a player's word, every 20 s", found=spent.whole, goal=1.5, note=share(spent))
    yield from plays_at_once(product, lesson)


def forget(product: Product) -> Callable[[], None]:
    """A person begins thirty plays on a long day, not a thousand, which each ticket would look through."""

    def before_a_round() -> None:
        with product.sql() as sql:
            sql.execute("delete from media_play")

    return before_a_round


def viewers_of(product: Product, lesson: int) -> list[Client]:
    code = MAKE_VIEWERS.format(lesson=lesson, count=VIEWERS, agent=PHONE_BROWSER)
    argv = [sys.executable, "-m", "zhiyu.command.main", "manage", "shell", "--no-imports", "-v0", "-c", code]
    done = subprocess.run(
        argv, env=os.environ | {"ZHIYU_HOME": str(product.home)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"no viewers were made:\n{done.stderr[-2000:]}")
    made = []
    for token in json.loads(done.stdout.splitlines()[-1]):
        viewer = Client.of(product)
        viewer.headers["Authorization"] = f"Bearer {token}"
        made.append(viewer)
    return made


@dataclass
class Crowd:
    """Each begins a play about once a second, as a player does: ticket, playlist, first key."""

    watching: list[Client]
    lesson: int
    rendition: str
    to: str = field(default_factory=point)
    waits: list[float] = field(default_factory=list)

    def timed(self, ask: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = ask()
        self.waits.append((time.perf_counter() - began) * 1000)
        return answer

    def play(self, viewer: Client) -> None:
        ticket = self.timed(lambda: viewer.api("POST", f"/lessons/{self.lesson}/ticket?unwraps=true"))
        playlist = ticket["playlist_url"].replace("index.m3u8", f"{self.rendition}/index.m3u8")
        self.timed(lambda: viewer.get(playlist))
        self.timed(lambda: viewer.get(f"{playlist.removesuffix('index.m3u8')}key/0?to={self.to}"))

    def watch(self, viewer: Client, pause: random.Random) -> None:
        for _ in range(PLAYS_EACH):
            time.sleep(pause.uniform(0.5, 1.5))
            self.play(viewer)

    def all_at_once(self) -> None:
        pauses = [random.Random(n) for n in range(len(self.watching))]  # noqa: S311 -- the same each time
        threads = [threading.Thread(target=self.watch, args=one) for one in zip(self.watching, pauses, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def plays_at_once(product: Product, lesson: int) -> Iterator[Figure]:
    forget(product)()  # of a run before, whose places would still be held
    watching = viewers_of(product, lesson)
    crowd = Crowd(watching, lesson, addresses(watching[0], lesson)[1].split("/")[-2])
    crowd.all_at_once()  # now each thread of the product has its line to the database, and its statements are planned
    forget(product)()
    rest = at_rest(product, ("web",))
    crowd.waits.clear()
    then, began = product.spent("web"), time.monotonic()
    crowd.all_at_once()
    after, took = product.spent("web"), time.monotonic() - began
    plays = VIEWERS * PLAYS_EACH
    spent = Spent(
        own=(after.own - then.own - rest.own * took) / plays,
        database=(after.database - then.database - rest.database * took) / plays,
    )
    asked = f"{VIEWERS} viewers, {plays / took:.0f} plays a second"
    yield Figure(
        name="ticket, playlist and key, side by side", found=spent.whole, goal=4, note=f"{share(spent)}; {asked}"
    )
    note = f"median {percentile(crowd.waits, 0.5):.1f} ms of {len(crowd.waits)}"
    yield Figure(name="any of the three, p95", found=percentile(crowd.waits, 0.95), goal=50, unit="ms", note=note)
