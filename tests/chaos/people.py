"""Somebody with a phone: talks to the product as a client that tries again until it is answered."""

import itertools
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

PATIENCE = 90.0
PAUSE = 0.2
AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
TOO_MANY, FAULT, FULL = 429, 500, 507


class Broken(Exception):
    """An invariant does not hold."""

    def __init__(self, invariant: str, detail: object) -> None:
        super().__init__(f"{invariant}: {detail}")
        self.invariant = invariant


class Person:
    def __init__(self, base: str) -> None:
        self.client = httpx.Client(base_url=base, timeout=20, headers={"User-Agent": AGENT, "Referer": f"{base}/"})
        self.phone = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """The answer, asked for again and again while nobody is there or the house is on fire."""
        end, last = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            try:
                answer = self.client.request(method, path, json=body, headers=headers, **more)
            except httpx.TransportError as error:
                last = repr(error)
            else:
                if answer.status_code < FAULT or answer.status_code == FULL:
                    return answer
                last = f"{answer.status_code} {answer.text[:200]}"
            time.sleep(PAUSE)
        raise Broken("a client with retries is answered", f"{method} {path}: {last}")

    def need(self, method: str, path: str, body: Any = None, *, expect: tuple[int, ...] = (200,), **more: Any) -> Any:
        answer = self.ask(method, path, body, **more)
        if answer.status_code not in expect:
            raise Broken("a right request is not refused", f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else answer

    def once(self, path: str, body: Any, *, expect: tuple[int, ...] = (200, 201)) -> Any:
        """A write that happens once however often it is sent."""
        return self.need("POST", f"/api/v1{path}", body, expect=expect, headers={"Idempotency-Key": uuid4().hex})

    def get(self, path: str) -> Any:
        return self.need("GET", f"/api/v1{path}")


_numbers = itertools.count(int(time.time()) % 10_000 * 1000)


def log_in(base: str, sms: Path, phone: str = "") -> Person:
    """By phone code. When the answer was lost and the code never sent, a stranger tries with another number."""
    for _attempt in range(5):
        person = Person(base)
        person.phone = phone or f"139{next(_numbers):08d}"
        accepted = [one["id"] for one in person.get("/agreements")["items"]]
        before = len(codes(sms, person.phone))
        sent = person.ask("POST", "/api/v1/auth/phone/code", {"phone": person.phone}).status_code
        found = arrived(sms, person.phone, before, seconds=3 if sent == TOO_MANY else 15)
        if found:
            login = {"phone": person.phone, "code": found, "accepted": accepted}
            answer = person.ask("POST", "/api/v1/auth/phone/login", login)
            if answer.is_success:
                person.client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
                return person
        person.client.close()
        phone = ""
    raise Broken("people can log in", answer.text[:300] if found else f"no code for {person.phone} ({sent})")


def arrived(sms: Path, phone: str, before: int, *, seconds: float) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if len(found := codes(sms, phone)) > before:
            return found[-1]
        time.sleep(0.1)
    return ""


def codes(sms: Path, phone: str) -> list[str]:
    lines = sms.read_text().split("\n")[:-1] if sms.exists() else []
    return [one["code"] for one in map(json.loads, lines) if one["phone"].endswith(phone)]
