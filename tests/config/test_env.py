import runpy
from pathlib import Path

import pytest

from zhiyu.config import env, safety

SAFE = {
    "ZHIYU_MODE": "production",
    "ZHIYU_URL": "https://school.example",
    "SMS_SENDER": "zhiyu.integrations.sms.tencent.Sender",
    "ZHIYU_SECRET_KEY": "kM3vT9xQ2wZ7rB5nY8cF1hJ4gL6pS0dA",
}


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)


def test_safe_production_starts() -> None:
    safety.refuse_unsafe()


def test_a_key_made_by_the_school_itself_is_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIYU_SECRET_KEY")
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))

    safety.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIYU_URL", "http://school.example"),
        ("ZHIYU_URL", ""),
        ("ZHIYU_URL", "https://"),
        ("ZHIYU_URL", "https://127.0.0.1:8000"),
        ("ZHIYU_URL", "https://localhost"),
        ("ZHIYU_SECRET_KEY", "changeme"),
        ("ZHIYU_SECRET_KEY", "a" * 64),
        ("ZHIYU_SECRET_KEY", "django-insecure-kM3vT9xQ2wZ7rB5nY8cF1hJ4gL6pS0dA"),
        ("ZHIYU_MEDIA_KEY", "short"),
        ("ZHIYU_LOG", "debug"),
        ("DEBUG", "1"),
        ("DJANGO_SETTINGS_MODULE", "tests.settings"),
        ("ZHIYU_ALLOWED_HOSTS", "school.example,*"),
        ("ZHIYU_TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0"),
        ("ZHIYU_TRUSTED_PROXIES", "::/0"),
        ("ZHIYU_TRUSTED_PROXIES", "proxy.example"),
        ("WECHAT_SIMULATOR_URL", "http://127.0.0.1:8100"),
        ("WECHAT_PAY_BASE_URL", "http://127.0.0.1:8100"),
        ("SMS_SENDER", "zhiyu.integrations.sms.demo.DemoSender"),
        ("SMS_SENDER", ""),
        ("MAIL_SENDER", "zhiyu.integrations.email.file.FileSender"),
    ],
)
def test_unsafe_production_names_what_is_wrong(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=name):
        safety.refuse_unsafe()


def test_every_unsafe_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_URL", "http://school.example")
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "changeme")

    with pytest.raises(SystemExit, match=r"(?s)ZHIYU_URL.*ZHIYU_SECRET_KEY"):
        safety.refuse_unsafe()


def test_a_school_of_ones_own_machine_starts_with_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_MODE", "local")
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "changeme")

    safety.refuse_unsafe()
    assert env.trusted_proxies() == []


def test_production_believes_a_proxy_on_the_same_machine_only() -> None:
    assert env.trusted_proxies() == ["127.0.0.0/8", "::1", "unix"]


def test_the_school_answers_to_its_own_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_ALLOWED_HOSTS", "www.school.example, .cdn.example")

    assert env.allowed_hosts() == [
        *["localhost", "127.0.0.1", "[::1]"],
        *["school.example", "www.school.example", ".cdn.example"],
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIYU_WEB_THREADS", "eight"),
        ("ZHIYU_WEB_THREADS", "0"),
        ("ZHIYU_DISK_RESERVE_MB", "1 GB"),
        ("ZHIYU_LOG", "verbose"),
        ("EMAIL_SECURITY", "tls"),  # would have been sent in the clear
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_what_it_holds(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIYU_MODE", "local")
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=f"{name} is '{value}'"):
        runpy.run_path(str(Path(env.__file__).with_name("settings.py")))


def test_unknown_mode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_MODE", "prod")

    with pytest.raises(SystemExit, match="'prod'"):
        env.mode()


def test_database_url_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a%40b:p%2Fw@db.example:6432/shop?sslmode=require")

    assert env.database() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "a@b",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }
