"""What watching costs: the ticket, the playlist, a key, a segment; and keys asked for by sixty-four viewers at once."""

import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urljoin

from bench.client import Client, token_of
from bench.measure import Figure, cost, percentile, share
from bench.pages import BUYER, paid_course
from bench.product import Product

VIEWERS, KEYS_EACH = 64, 6


def addresses(viewer: Client, lesson: int) -> tuple[str, str, str, str]:
    """Master playlist, a rendition's, first key and first segment, as a player finds them."""
    master = viewer.api("POST", f"/lessons/{lesson}/ticket")["playlist_url"]
    playlist = urljoin(master, first(viewer.get(master).decode()))
    text = viewer.get(playlist).decode()
    key = re.search(r'URI="([^"]+)"', text)
    if key is None:
        raise SystemExit("the playlist names no key")
    return master, playlist, urljoin(playlist, key.group(1)), urljoin(playlist, first(text))


def first(playlist: str) -> str:
    return next(line for line in playlist.splitlines() if line and not line.startswith("#"))


def figures(product: Product) -> Iterator[Figure]:
    viewer = token_of(product, BUYER)
    _slug, lesson = paid_course(viewer)
    spent = cost(product, lambda: viewer.api("POST", f"/lessons/{lesson}/ticket"))
    yield Figure(name="ticket", found=spent.whole, goal=1.5, note=share(spent))
    for name, address in zip(("master playlist", "playlist", "key", "segment"), addresses(viewer, lesson), strict=True):
        spent = cost(product, lambda address=address: viewer.get(address))  # type: ignore[misc]
        yield Figure(name=name, found=spent.whole, goal=1.5, note=share(spent))
    yield keys_at_once(product, viewer, addresses(viewer, lesson)[2])


def keys_at_once(product: Product, viewer: Client, key: str) -> Figure:
    """Every viewer asks for a key as a player does, six times with a pause; how long the slow ones wait."""
    waits: list[float] = []

    def watch() -> None:
        mine = Client("127.0.0.1", product.port, dict(viewer.headers))
        for _ in range(KEYS_EACH):
            time.sleep(1.0 * hash(threading.get_ident()) % 7 / 7 + 0.5)
            began = time.perf_counter()
            mine.get(key)
            waits.append((time.perf_counter() - began) * 1000)

    viewers = [threading.Thread(target=watch) for _ in range(VIEWERS)]
    for one in viewers:
        one.start()
    for one in viewers:
        one.join()
    note = f"median {percentile(waits, 0.5):.1f} ms of {len(waits)}"
    return Figure(name="key, 64 viewers, p95", found=percentile(waits, 0.95), goal=50, unit="ms", note=note)
