"""The owner's page of backups."""

from pathlib import Path

import pytest
from django.test import Client

from tests import make
from zhiyu.backups.models import Backup, Schedule
from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
FORM = {"enabled": "on", "hour": "4", "keep_daily": "5", "keep_weekly": "2", "target": "folder", "folder": ""}


def good(place: Path) -> Backup:
    place.write_bytes(b"whole")
    return Backup.objects.create(place=str(place), state=Backup.State.GOOD, size=5, verified_at=now())


@pytest.fixture
def owner(client: Client) -> int:
    made = make.user(role="owner")
    make.login(client, made)
    return made.pk


@pytest.mark.usefixtures("owner")
def test_a_school_without_a_backup_is_warned_and_one_with_is_told_when(client: Client, tmp_path: Path) -> None:
    assert "还没有一份核对过的备份" in client.get("/studio/settings/backups").content.decode()
    good(tmp_path / "a.backup")

    page = client.get("/studio/settings/backups").content.decode()

    assert "最近一份备份完好" in page
    assert "a.backup" in page


def test_the_schedule_is_saved_and_written_down(client: Client, owner: int) -> None:
    assert client.post("/studio/settings/backups", FORM)["Location"] == "/studio/settings/backups"

    assert list(Schedule.objects.values_list("enabled", "hour", "keep_daily", "keep_weekly")) == [(True, 4, 5, 2)]
    assert AuditEntry.objects.filter(action="backup.scheduled", actor_id=owner).count() == 1


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("field", "value"), [("hour", "24"), ("keep_daily", "0"), ("folder", "relative"), ("target", "x")]
)
def test_a_mistake_is_said_beside_its_field(client: Client, field: str, value: str) -> None:
    answer = client.post("/studio/settings/backups", FORM | {field: value})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Schedule.objects.filter(enabled=True).exists()


@pytest.mark.usefixtures("owner")
def test_the_button_begins_one_and_a_second_click_begins_no_other(client: Client) -> None:
    for _click in range(2):
        client.post("/studio/settings/backups/now")

    assert list(Backup.objects.values_list("state", flat=True)) == ["running"]
    assert "正在备份" in client.get("/studio/settings/backups").content.decode()


def test_a_download_is_the_owner_s_alone_and_leaves_a_trace(client: Client, owner: int, tmp_path: Path) -> None:
    backup = good(tmp_path / "a.backup")
    address = f"/studio/settings/backups/{backup.pk}/download"

    answer = client.get(address)

    assert b"".join(answer.streaming_content) == b"whole"  # type: ignore[attr-defined]
    assert 'filename="a.backup"' in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(action="backup.downloaded", actor_id=owner).count() == 1
    for role in ("operator", "finance", "creator", None):
        other = Client()
        make.login(other, make.user(role=role))
        assert other.get(address).status_code == 403
        assert other.post("/studio/settings/backups/now").status_code == 403
    assert AuditEntry.objects.filter(action="backup.downloaded").count() == 1


@pytest.mark.usefixtures("owner")
def test_one_that_is_gone_or_not_good_is_not_found(client: Client, tmp_path: Path) -> None:
    gone = good(tmp_path / "a.backup")
    (tmp_path / "a.backup").unlink()
    failed = Backup.objects.create(place="/nowhere/b.backup", state=Backup.State.FAILED)

    for backup in (gone, failed):
        assert client.get(f"/studio/settings/backups/{backup.pk}/download").status_code == 404
