"""A class on air: how long after its last frame was sent a second of it is there for viewers.

The publisher is ffmpeg at the pace of life, with a keyframe each second; how long it takes to start is in the figure. A
stranger comes first, whom the ingest part loads the rest of itself for. A player holds two seconds and asks for the
playlist each second, which is in the whole.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure
from bench.product import Product

SECONDS = 20
HELD, ASKED = 2.0, 1.0
LISTED = re.compile(r"^(\d+)\.ts$", re.MULTILINE)
AGENT = "bench"
STARTING = 2


def figures(product: Product) -> Iterator[Figure]:
    env = os.environ | {"ZHIYU_HOME": str(product.home), "ZHIYU_MODE": "demo", "ZHIYU_PART": "worker"}
    env |= {"ZHIYU_URL": product.url, "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings"}
    argv = [sys.executable, "-m", "bench.live", "plan"]
    planned = json.loads(subprocess.run(argv, env=env, check=True, capture_output=True, text=True).stdout)
    film = product.home / "live.flv"
    shoot(film)
    knock(product)
    before = product.spent("ingest").own
    late = sorted(lateness(product, planned, film))
    spent = product.spent("ingest").own - before
    p95 = late[int(len(late) * 0.95)]
    note = f"{len(late)} seconds, median {late[len(late) // 2]:.2f} s"
    yield Figure(name="live: sent to listed, p95", found=p95, goal=1.5, unit="s", note=note)
    yield Figure(
        name="live: glass to glass, p95", found=p95 + HELD + ASKED, goal=4, unit="s", note="player's part added"
    )
    note = "one 720p room at 1.6 Mbit/s"
    yield Figure(name="live: taking in", found=spent / SECONDS, goal=60, unit="CPU ms a second", note=note)


def knock(product: Product) -> None:
    """Until it hangs up on who says nothing."""
    with socket.create_connection(("127.0.0.1", product.live_port), timeout=60) as door:
        door.recv(1)


def lateness(product: Product, planned: dict[str, str], film: Path) -> Iterator[float]:
    address = f"rtmp://127.0.0.1:{product.live_port}/live/{planned['key']}"
    # Unless it is told a burst, and 0 is none told, it sends the first half second at once and stays early by it.
    pace = ["-readrate", "1", "-readrate_initial_burst", "0.001"]
    argv = [ffmpeg(), "-hide_banner", "-loglevel", "error", *pace, "-i", str(film), "-c", "copy", "-f", "flv", address]
    began = time.monotonic()
    sender = subprocess.Popen(argv)
    playlist, seen = "", -1
    try:
        while time.monotonic() - began < SECONDS + 5 and seen < SECONDS - 2:
            playlist = playlist or ticket(product, planned)
            listed = [int(n) for n in LISTED.findall(asked(product, playlist, planned))] if playlist else []
            for number in listed:
                if number > seen:
                    seen = number
                    if number < STARTING:
                        continue
                    yield time.monotonic() - began - (number + 1)
            time.sleep(0.05)
    finally:
        sender.kill()
        sender.wait()


def ticket(product: Product, planned: dict[str, str]) -> str:
    try:
        path = f"/api/v1/live/{planned['class']}/ticket"
        given = json.loads(asked(product, path, planned, body=b"{}"))["playlist_url"]
    except urllib.error.HTTPError:
        return ""
    return str(given).replace("index.m3u8", "live/index.m3u8")


def asked(product: Product, path: str, planned: dict[str, str], *, body: bytes | None = None) -> str:
    headers = {"Authorization": f"Bearer {planned['token']}", "User-Agent": AGENT, "Content-Type": "application/json"}
    request = urllib.request.Request(product.url + path, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.read().decode())


def ffmpeg() -> str:
    import imageio_ffmpeg  # noqa: PLC0415 -- only where a film is made

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def shoot(film: Path) -> None:
    source = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25", "-f", "lavfi", "-i", "sine=440:r=44100"]
    video = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-keyint_min", "25"]
    video += ["-sc_threshold", "0", "-b:v", "1500k", "-maxrate", "1500k", "-bufsize", "1500k"]
    argv = [ffmpeg(), "-hide_banner", "-loglevel", "error", "-y", *source, "-t", str(SECONDS), *video, "-c:a", "aac"]
    subprocess.run([*argv, str(film)], check=True)


def plan() -> None:
    """A class whose time has come, its key, and a login that may watch."""
    from datetime import timedelta  # noqa: PLC0415

    import django  # noqa: PLC0415

    django.setup()
    from zhiyu.accounts.actions import issue_token  # noqa: PLC0415
    from zhiyu.accounts.models import User  # noqa: PLC0415
    from zhiyu.catalog.models import Chapter  # noqa: PLC0415
    from zhiyu.kernel.clock import now  # noqa: PLC0415
    from zhiyu.live import actions  # noqa: PLC0415
    from zhiyu.live.models import LiveClass  # noqa: PLC0415

    owner = User.objects.get(phone="13800000001")
    (one,) = actions.plan(
        chapter_id=Chapter.objects.filter(course__product__code="live-evenings").get().pk,
        actor_id=owner.pk,
        title="测量",
        starts_at=now() + timedelta(hours=1),
        minutes=10,
        host_id=owner.pk,
        free=True,
    )
    LiveClass.objects.filter(pk=one.pk).update(starts_at=now())
    token, _device = issue_token(user=owner, user_agent=AGENT, address=None)
    print(json.dumps({"class": str(one.pk), "key": actions.key_of(one), "token": token}))


if __name__ == "__main__":
    plan()
