"""``zhiyu doctor`` names what is wrong and how to mend it, up and down, and never changes anything."""

import base64
import datetime as dt
import json
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from tests.command.homes import school_home
from tests.command.running import ZHIYU, Running, environment, new_home
from zhiyu.command import doctor
from zhiyu.command.doctor import alipay, around, live, wechat
from zhiyu.command.doctor.findings import Finding


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    running = Running(home=school_home()).start()
    yield running
    running.wipe()


def findings(running: Running) -> tuple[int, dict[str, dict[str, Any]]]:
    done = running.run("doctor", "--json")
    assert done.stdout, done.stderr
    return done.returncode, {x["check"]: x for x in json.loads(done.stdout)["findings"]}


def test_a_school_that_is_up_is_well_and_then_what_breaks_is_seen(up: Running) -> None:
    code, seen = findings(up)
    assert code == 0
    well = {"settings", "secret_files", "place", "disk", "media_folder", "media_tools", "database", "connections"}
    well |= {"database_clock", "migrations", "worker", "queue", "parked", "secret_key", "sms"}
    assert {name: seen[name]["colour"] for name in well} == dict.fromkeys(well, "green")
    assert seen["wechat_keys"]["colour"] == seen["backups"]["colour"] == "yellow"

    up.sql("delete from django_migrations where app = 'sessions' returning 1")
    up.sql("update procrastinate_workers set last_heartbeat = now() - interval '1 hour' returning 1")
    up.sql(
        "insert into procrastinate_jobs (queue_name, task_name, args, scheduled_at)"
        " values ('nobody', 'x', '{}', now() - interval '1 hour') returning id"
    )
    (up.home / "secret_key").chmod(0o644)
    code, seen = findings(up)

    assert code == 1
    reds = {name for name, one in seen.items() if one["colour"] == "red"}
    assert {"migrations", "queue", "secret_files"} <= reds
    assert "sessions.0001_initial" in seen["migrations"]["text"]
    assert seen["secret_files"]["mend"] == f"chmod 600 {up.home / 'secret_key'}"


def test_a_school_without_a_fresh_backup_is_told(up: Running) -> None:
    up.sql(
        "insert into backups_backup (state, place, size, percent, counts, missing, error, started_at, verified_at)"
        " values ('good', '/x', 1, 100, '{}', 0, '', now(), now() - interval '3 hours') returning id"
    )
    _, seen = findings(up)
    assert seen["backups"]["colour"] == "green"
    assert "3" in seen["backups"]["text"]

    up.sql("update backups_backup set verified_at = now() - interval '49 hours' returning id")
    _, seen = findings(up)
    assert seen["backups"]["colour"] == "yellow"
    assert "49" in seen["backups"]["text"]
    assert seen["backups"]["mend"]


def test_a_new_home_is_looked_at_and_left_as_it_is() -> None:
    running = Running(home=new_home())
    try:
        code, seen = findings(running)
        assert (code, seen["database"]["colour"]) == (0, "yellow")
        assert list(running.home.iterdir()) == []
    finally:
        running.wipe()


def test_unsafe_production_and_a_database_out_of_reach_are_red(tmp_path: Path) -> None:
    names = {"ZHIYU_MODE": "production", "ZHIYU_URL": "http://school.example"}
    names["DATABASE_URL"] = "postgresql://a:b@127.0.0.1:1/x"

    env = {**environment(tmp_path), **names, "LANG": "en_US.UTF-8", "LC_ALL": ""}
    done = subprocess.run([*ZHIYU, "doctor"], env=env, capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 1
    assert "✗ ZHIYU_URL" in done.stdout
    assert "✗ database" in done.stdout


@pytest.fixture
def merchant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys as the merchant platform hands them out, and settings that name them rightly."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "1900000001")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 0xABC123, begin, begin + dt.timedelta(3650))
    (tmp_path / "apiclient_cert.pem").write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "apiclient_key.pem").write_bytes(private)
    for name_, value in {
        "MCHID": "1900000001",
        "APPID": "wx1",
        "APIV3_KEY": "k" * 32,
        "SERIAL": f"{0xABC123:040X}",
        "PRIVATE_KEY": str(tmp_path / "apiclient_key.pem"),
    }.items():
        monkeypatch.setenv(f"WECHAT_PAY_{name_}", value)
    return tmp_path


def reds(found: Iterator[Finding]) -> str:
    return " ".join(x.text for x in found if x.colour == "red")


def test_a_door_for_live_classes_that_nobody_stands_at_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(live.nginx_answers()) == []
    with socket.create_server(("127.0.0.1", 0)) as door:
        monkeypatch.setenv("ZHIYU_LIVE", "nginx")
        monkeypatch.setenv("ZHIYU_LIVE_PORT", str(door.getsockname()[1]))
        assert [x.colour for x in live.nginx_answers()] == ["green"]
    assert "libnginx-mod-rtmp" in next(iter(live.nginx_answers())).mend


@pytest.mark.usefixtures("merchant")
def test_wechat_keys_that_belong_together_are_well() -> None:
    assert [x.colour for x in wechat.merchant_keys()] == ["green"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SERIAL", "123", "序列号"),
        ("SERIAL", "", "SERIAL"),
        ("APIV3_KEY", "short", "32"),
        ("PRIVATE_KEY", "/nowhere.pem", "PRIVATE_KEY"),
        ("PUBLIC_KEY_ID", "PUB_KEY_ID_1", "都"),
        ("PUBLIC_KEY", "-----BEGIN nothing", "PUBLIC_KEY"),
    ],
)
@pytest.mark.usefixtures("merchant")
def test_a_wrong_wechat_key_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv(f"WECHAT_PAY_{name}", value)

    assert told in reds(wechat.merchant_keys())


@pytest.fixture
def alipay_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The app's key as Alipay's tool writes it, Alipay's own as PEM."""
    app, platform = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
    private = app.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "app.txt").write_bytes(base64.b64encode(private))
    for name, key in (("alipay.pem", platform), ("own.pem", app)):
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / name).write_bytes(public)
    for name, value in {
        "APP_ID": "2021000000000001",
        "SELLER_ID": "2088000000000001",
        "PRIVATE_KEY": str(tmp_path / "app.txt"),
        "PUBLIC_KEY": str(tmp_path / "alipay.pem"),
    }.items():
        monkeypatch.setenv(f"ALIPAY_{name}", value)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return tmp_path


def test_alipay_keys_that_can_be_read_are_well_and_none_are_no_trouble(
    alipay_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [x.colour for x in alipay.app_keys()] == ["green"]
    monkeypatch.setenv("ALIPAY_PRIVATE_KEY", (alipay_app / "app.txt").read_text())
    assert [x.colour for x in alipay.app_keys()] == ["green"]
    for name in ("APP_ID", "SELLER_ID", "PRIVATE_KEY", "PUBLIC_KEY"):
        monkeypatch.delenv(f"ALIPAY_{name}")
    assert not list(alipay.app_keys())


def test_a_missing_public_key_is_no_fault_where_certificates_do(
    alipay_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del alipay_app
    monkeypatch.delenv("ALIPAY_PUBLIC_KEY")
    assert [(x.colour, "公钥证书" in x.mend) for x in alipay.app_keys()] == [("yellow", True)]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("APP_ID", "", "APP_ID 没有设置"),
        ("SELLER_ID", "2021000000000001", "2088"),
        ("PRIVATE_KEY", "/nowhere.pem", "PRIVATE_KEY 读不出"),
        ("PRIVATE_KEY", "-----BEGIN nothing", "PRIVATE_KEY 读不出"),
        ("PUBLIC_KEY", "QUJD" * 100, "PUBLIC_KEY 读不出"),
        ("PUBLIC_KEY", "own.pem", "应用自己的公钥"),
    ],
)
def test_a_wrong_alipay_key_is_named(
    alipay_app: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"ALIPAY_{name}", str(alipay_app / value) if value == "own.pem" else value)

    assert told in reds(alipay.app_keys())


def test_a_private_key_of_another_certificate_is_named(merchant: Path) -> None:
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (merchant / "apiclient_key.pem").write_bytes(other)

    assert "WECHAT_PAY_PRIVATE_KEY" in reds(wechat.merchant_keys())


def test_media_tools_and_folder_that_do_not_work_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("ZHIYU_FFMPEG", str(broken))
    assert str(broken) in reds(around.media_tools())

    broken.write_text("#!/bin/sh\necho ' A..... aac  AAC'\n")
    assert "libx264" in reds(around.media_tools())

    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("ZHIYU_HOME", "/proc")
    assert "写不进去" in reds(around.media_folder())


def test_a_disk_with_less_room_than_uploads_need_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    monkeypatch.setenv("ZHIYU_DISK_RESERVE_MB", str(100_000 * 1024))

    assert [one.colour for one in around.disk()] == ["yellow"]
    assert "100000.0 GB" in next(around.disk()).mend


def test_a_setting_that_cannot_be_read_is_told_once_and_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> list[Finding]:
        raise SystemExit("ZHIYU_WEB_THREADS is 'eight'")

    monkeypatch.setattr(doctor, "set_up", unreadable)
    (told,) = doctor.tried(doctor.settings)

    assert "ZHIYU_WEB_THREADS is 'eight'" in told.text
    assert "docs/operate.md" in told.mend
