"""A client that costs the product nothing but its requests: one kept-alive connection, no redirects, no parsing."""

import http.client
import json
import time
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

from bench.product import Product

PHONE_BROWSER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.68"
)
OK = {200, 201, 204}


@dataclass
class Client:
    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    @classmethod
    def of(cls, product: Product) -> "Client":
        return cls("127.0.0.1", product.port, {"User-Agent": PHONE_BROWSER})

    def send(self, method: str, path: str, body: bytes | None = None, **headers: Any) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        sent = {**self.headers, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body=body, headers=sent)
            answer = self.connection.getresponse()
            content = answer.read()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            self.connection = None
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, content

    def get(self, path: str, **headers: Any) -> bytes:
        status, content = self.send("GET", path, **headers)
        if status not in OK:
            raise SystemExit(f"GET {path}: {status} {content[:300]!r}")
        return content

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        spoken: dict[str, Any] = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        status, content = self.send(method, f"/api/v1{path}", sent, **spoken)
        if status not in OK:
            raise SystemExit(f"{method} {path}: {status} {content[:300]!r}")
        return json.loads(content) if content else None


def browser(product: Product, phone: str) -> Client:
    """Signed in on the demo's login page, with its session cookie."""
    client = Client.of(product)
    client.get("/login")
    form = f"csrfmiddlewaretoken={client.cookies['zhiyu_csrf']}&phone={phone}&next=/".encode()
    status, content = client.send(
        "POST",
        "/login/demo",
        form,
        **{"Content-Type": "application/x-www-form-urlencoded", "Referer": product.url + "/"},
    )
    if status >= 400:
        raise SystemExit(f"demo login: {status} {content[:300]!r}")
    return client


@cache
def token_of(product: Product, phone: str) -> Client:
    """Signed in by phone code, with a bearer token; once, since codes are limited to one a minute."""
    client, log = Client.of(product), product.home / "sms.jsonl"

    def codes() -> list[str]:
        lines = log.read_text().splitlines() if log.exists() else []
        return [one["code"] for one in map(json.loads, lines) if one["phone"].endswith(phone)]

    before = len(codes())
    accepted = [one["id"] for one in client.api("GET", "/agreements")["items"]]
    client.api("POST", "/auth/phone/code", {"phone": phone})
    end = time.monotonic() + 10
    while len(codes()) == before and time.monotonic() < end:
        time.sleep(0.05)
    login = client.api("POST", "/auth/phone/login", {"phone": phone, "code": codes()[-1], "accepted": accepted})
    client.headers["Authorization"] = f"Bearer {login['token']}"
    client.cookies.clear()
    return client
