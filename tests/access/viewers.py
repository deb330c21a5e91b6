"""People with browsers and apps, as the gate sees them."""

import re
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson

PHONE = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.68"


def browser(user: User | None = None, *, agent: str = PHONE) -> Client:
    client = Client(headers={"User-Agent": agent})
    if user:
        client.force_login(user)
    return client


def app(user: User, *, agent: str = PHONE) -> Client:
    token, _device = issue_token(user=user, user_agent=agent, address="127.0.0.1")
    return Client(headers={"User-Agent": agent, "Authorization": f"Bearer {token}"})


def ask_ticket(client: Client, lesson: Lesson) -> Any:
    return client.post(f"/api/v1/lessons/{lesson.pk}/ticket")


def ticket(client: Client, lesson: Lesson) -> str:
    """The address of a playlist that its player has opened: of a film that is, a document has none."""
    answer = ask_ticket(client, lesson)
    assert answer.status_code == 200, answer.content
    address: str = answer.json()["playlist_url"]
    client.get(address)
    return address


def addresses(playlist_url: str, *, last_key: int = 3, last_segment: int = 29) -> dict[str, str]:
    """Of the packed asset: 30 segments, 5 of them preview; epochs 0 | 1 2 3."""
    base = playlist_url.removesuffix("index.m3u8")
    return {
        "playlist": playlist_url,
        "rendition": f"{base}720p/index.m3u8",
        "first key": f"{base}720p/key/0",
        "last key": f"{base}720p/key/{last_key}",
        "first segment": f"{base}720p/0.ts",
        "last segment": f"{base}720p/{last_segment}.ts",
    }


def status(client: Client, address: str, **headers: str) -> int:
    answer = client.get(address, headers=headers)
    content(answer)
    return answer.status_code


def statuses(client: Client, playlist_url: str, **headers: str) -> dict[str, int]:
    """What each kind of address answers."""
    return {name: status(client, x, **headers) for name, x in addresses(playlist_url).items()}


def content(answer: HttpResponseBase) -> bytes:
    whole: Any = answer
    return b"".join(whole) if answer.streaming else bytes(whole.content)


def in_playlist(client: Client, playlist_url: str) -> tuple[list[str], list[str], list[bytes], float]:
    """(segment addresses, their keys, their IVs, seconds)"""
    base = playlist_url.removesuffix("index.m3u8") + "720p/"
    assert "720p/index.m3u8" in client.get(playlist_url).content.decode().splitlines()
    text = client.get(f"{base}index.m3u8").content.decode()
    segments = [base + x for x in text.splitlines() if x and not x.startswith("#")]
    keys = [base + x for x in re.findall(r'#EXT-X-KEY:METHOD=AES-128,URI="([^"]+)"', text)]
    ivs = [bytes.fromhex(x) for x in re.findall(r"IV=0x([0-9a-f]{32})", text)]
    return segments, keys, ivs, sum(float(x) for x in re.findall(r"#EXTINF:([\d.]+)", text))
