"""The nginx configuration of ``deploy/``, driven: TLS, forged headers, films by X-Accel, streams at once."""

import datetime as dt
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.command.homes import demo_home
from tests.command.running import ZHIYU, Running, free_port, new_home, wait

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
CONF = Path(__file__).parents[2] / "deploy" / "nginx" / "zhiyu.conf"
NAME = "school.example"

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx (Debian: apt install nginx)")


@dataclass
class Site:
    running: Running
    plain: int
    secure: int
    folder: Path

    def client(self) -> httpx.Client:
        headers = {"Host": NAME}
        known = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        known.check_hostname = False
        return httpx.Client(base_url=f"https://127.0.0.1:{self.secure}", verify=known, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    plain, secure = free_port(), free_port()
    home, folder = demo_home(), new_home()
    names = {
        "ZHIYU_URL": f"https://{NAME}",
        "ZHIYU_TRUSTED_PROXIES": "127.0.0.1",
        "ZHIYU_X_ACCEL": "/protected/",
    }
    options = ("--demo", "--sim-port", str(free_port()))
    running = Running(home=home, options=options, variables=names, patience=240)
    certificate(folder)
    here = {
        "127.0.0.1:8000": f"127.0.0.1:{running.port}",
        "/srv/zhiyu/home/media/": f"{home}/media/",
        f"/etc/letsencrypt/live/{NAME}": str(folder),
        "/var/www/acme": str(folder),
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;",
    }
    text = CONF.read_text()
    for ours, theirs in here.items():
        assert ours in text
        text = text.replace(ours, theirs)
    text = re.sub(r"\s+listen \[::\]\S+.*;", "", text)
    temporary = "".join(f"{x}_temp_path {folder}/{x};\n" for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\ntypes {{ video/mp2t ts; }}\naccess_log off;\n{temporary}{text}\n}}\n"
    )
    own = [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*own, "-t"], check=True, capture_output=True)  # noqa: S603
    nginx = subprocess.Popen(own)  # noqa: S603
    try:
        running.start()
        yield Site(running, plain, secure, folder)
    finally:
        nginx.terminate()
        nginx.wait(10)
        running.wipe()
        shutil.rmtree(folder, ignore_errors=True)


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + dt.timedelta(3650))
    (folder / "fullchain.pem").write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(private)


def test_plain_http_leads_to_https_and_cookies_stay_there(site: Site) -> None:
    moved = httpx.get(f"http://127.0.0.1:{site.plain}/courses?x=1", headers={"Host": NAME})
    assert (moved.status_code, moved.headers["location"]) == (308, f"https://{NAME}/courses?x=1")

    with site.client() as client:
        page = client.get("/login")
    assert page.status_code == 200
    assert "__Host-zhiyu_csrf=" in page.headers["set-cookie"]
    assert "Secure" in page.headers["set-cookie"]


def test_a_visitor_cannot_say_where_they_come_from(site: Site) -> None:
    """The limit of codes counts addresses: a forged header gives nobody a new one."""
    forged = [{"X-Forwarded-For": f"203.0.113.{n}", "X-Forwarded-Host": "evil.example"} for n in range(3)]
    with site.client() as client:
        answers = [
            client.post("/api/v1/auth/phone/code", json={"phone": f"1390000{n:04d}"}, headers=one)
            for n, one in enumerate(forged)
        ]

    assert [x.status_code for x in answers] == [204, 204, 204]
    kept = site.running.sql("select count(distinct address), min(host(address)) from accounts_phonecode")
    assert kept == (1, "127.0.0.1")


def ticket(client: httpx.Client) -> dict[str, Any]:
    """A preview of the first film that has one."""
    for course in client.get("/api/v1/courses").json()["items"]:
        whole = client.get(f"/api/v1/courses/{course['slug']}").json()
        for lesson in (x for chapter in whole["chapters"] for x in chapter["lessons"] if x["kind"] == "video"):
            answer = client.post(f"/api/v1/lessons/{lesson['id']}/ticket")
            if answer.status_code == 200:
                found: dict[str, Any] = answer.json()
                return found
    raise AssertionError("no film in the demo school")


def test_films_are_sent_by_nginx_once_the_ticket_is_seen(site: Site) -> None:
    with site.client() as client:
        address = ticket(client)["playlist_url"]
        where = httpx.URL(address)
        for ending in (".m3u8", ".ts"):
            listed = client.get(where).text
            where = where.join(next(line for line in listed.splitlines() if line.endswith(ending)))
        whole = client.get(where)
        part = client.get(where, headers={"Range": "bytes=16-31"})
        client.cookies.clear()
        stranger = client.get(where)
        straight = client.get("/protected/")

    assert whole.status_code == 200
    assert "x-accel-redirect" not in whole.headers
    assert whole.headers["content-type"] == "video/mp2t"
    assert whole.content in {path.read_bytes() for path in (site.running.home / "media").glob("*/*/0.ts")}
    assert (part.status_code, part.content) == (206, whole.content[16:32])
    assert stranger.status_code == 403
    assert straight.status_code == 404


def test_streams_come_through_at_once(site: Site) -> None:
    """Kept back by a buffer, nothing would come within the client's patience."""
    with site.client() as client, client.stream("GET", "/live?topics=lesson:1") as stream:
        assert next(stream.iter_raw())


def test_the_inside_stays_inside_and_large_pieces_pass(site: Site) -> None:
    with site.client() as client:
        assert client.get("/metrics").status_code == 404
        assert client.get("/healthz").status_code == 200
        piece = client.post("/media/uploads", content=b"x" * (20 * 1024 * 1024))
        assert piece.status_code in {401, 403}
        assert client.post("/media/uploads", content=b"x" * (41 * 1024 * 1024)).status_code == 413


def test_a_reload_behind_nginx_loses_nothing(site: Site) -> None:
    before = site.running.part("parts web")
    with site.client() as client:
        reloading = subprocess.Popen([*ZHIYU, "reload"], env=site.running.environment())  # noqa: S603
        seen = []
        while reloading.poll() is None:
            seen.append(client.get("/healthz").status_code)
        seen += [client.get("/healthz").status_code for _ in range(50)]

    assert reloading.returncode == 0
    assert set(seen) == {200}
    wait("the old one has left", lambda: site.running.part("parts web") != before, seconds=60)
