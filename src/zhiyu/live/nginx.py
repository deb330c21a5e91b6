"""Debian's nginx with its rtmp module takes teachers' streams in: what it is told, and what its files are called.

It asks us who may send, and keeps each connection as one file that carries no key in its name. While it writes it
holds the file's lock, so that a file is over when nobody holds it, however the writer ended.
"""

import grp
import hmac
import os
import pwd
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from zhiyu.live.keys import KeyClaims
from zhiyu.media import files

SALT = "zhiyu.live.nginx"
MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"
NAMED = re.compile(r"(\d{1,18})-(\d{1,9})-(\d{13})-(\d{1,18})\.flv")

TEXT = """\
# Printed by "zhiyu live nginx-conf". It holds a secret: keep it readable for {user} alone (umask 077).
user {user} {group};
daemon off;
worker_processes 1;
load_module {module};
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 1024; }}
rtmp {{
  server {{
    listen {listen};
    access_log off;
    max_message 16M;
    ping 10s;
    ping_timeout 10s;
    application live {{
      live on;
      deny play all;
      drop_idle_publisher 10s;
      on_publish {hook};
      on_update {hook};
      notify_update_timeout 2s;
      record all;
      record_lock on;
      record_path {folder};
      record_suffix .flv;
    }}
  }}
}}
"""


@dataclass(frozen=True, order=True)
class Coming:
    """One connection of a teacher, as it lies on disk."""

    began_ms: int
    client: int
    claims: KeyClaims
    path: Path


def folder() -> Path:
    """Beside the films, so that one disk and one owner hold both."""
    return files.media_dir() / "incoming"


def coming(class_id: int | None = None) -> Iterator[Coming]:
    """The first that came first."""
    found = []
    for path in folder().glob("*.flv" if class_id is None else f"{class_id}-*.flv"):
        if named := NAMED.fullmatch(path.name):
            one, number, began_ms, client = map(int, named.groups())
            found.append(Coming(began_ms, client, KeyClaims(one, number, 0), path))
    yield from sorted(found, key=lambda one: (one.began_ms, one.client))


def proof(key: str | None = None) -> str:
    """By what nginx shows that it is ours: nobody types it."""
    return salted_hmac(SALT, "hook", secret=key, algorithm="sha256").hexdigest()


def is_ours(given: str) -> bool:
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(proof(one).encode(), given.encode()) for one in known)


def made_folder() -> Path:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder()


def configuration() -> str:
    where = settings.LIVE_BIND or "0.0.0.0"  # noqa: S104 -- teachers send from anywhere
    return TEXT.format(
        user=pwd.getpwuid(os.getuid()).pw_name,
        group=grp.getgrgid(os.getgid()).gr_name,
        module=MODULE,
        folder=made_folder(),
        listen=f"[{where}]:{settings.LIVE_PORT}" if ":" in where else f"{where}:{settings.LIVE_PORT}",
        hook=settings.LIVE_CALLBACK.rstrip("/") + reverse("live:nginx", kwargs={"proof": proof()}),
    )
