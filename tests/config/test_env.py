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


def test_secret_key_is_made_once_and_kept_for_its_owner(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ZHIYU_HOME", str(home))
    monkeypatch.delenv("ZHIYU_SECRET_KEY", raising=False)

    first = env.secret_key()

    assert env.secret_key() == first
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["secret_key"]
