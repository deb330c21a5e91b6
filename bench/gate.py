"""What watching costs: the ticket, the playlist, a key, a segment; and keys asked for by sixty-four viewers at once."""

import re
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import urljoin

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.client import Client, token_of
from bench.measure import Figure, cost, percentile, share
from bench.pages import BUYER, paid_course
from bench.product import Product

VIEWERS, KEYS_EACH = 64, 6


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
    spent = cost(product, lambda: viewer.api("POST", f"/lessons/{lesson}/ticket?unwraps=true"))
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
