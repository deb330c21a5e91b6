import pytest

from zhiyu.config import env

SAFE = {
    "ZHIYU_MODE": "production",
    "ZHIYU_URL": "https://school.example",
    "SMS_SENDER": "zhiyu.integrations.sms.tencent.Sender",
}


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)


def test_safe_production_starts() -> None:
    env.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIYU_URL", "http://school.example"),
        ("ZHIYU_URL", ""),
        ("WECHAT_SIMULATOR_URL", "http://127.0.0.1:8100"),
        ("WECHAT_PAY_BASE_URL", "http://127.0.0.1:8100"),
        ("SMS_SENDER", "zhiyu.integrations.sms.demo.DemoSender"),
        ("SMS_SENDER", ""),
    ],
)
def test_unsafe_production_names_what_is_wrong(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=name):
        env.refuse_unsafe()


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
