"""A disk that fills: uploads stop first and say so, what was there stays, money goes on, and it mends by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.media import films
from tests.media.small_disk import SMALL, small
from zhiyu.accounts.models import User
from zhiyu.commerce.actions import confirm_payment
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.actions import append, begin_upload, complete, package_now, settled, store_file
from zhiyu.media.errors import DiskFull
from zhiyu.media.models import Upload


@pytest.fixture
def creator() -> User:
    return make.user(role="creator")


@pytest.fixture
def small_disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    with small(tmp_path / "disk", settings) as place:
        yield place


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65536):
        yield bytes(65536)


@pytest.mark.django_db
def test_a_disk_that_fills_in_the_middle_keeps_what_was_safe_and_goes_on_later(small_disk: Path, creator: User) -> None:
    upload = begin_upload(owner_id=creator.pk, name="课.mp4", size=SMALL - 65536)
    append(upload_id=upload.pk, owner_id=creator.pk, offset=0, chunks=chunks(1024 * 1024))
    other = small_disk / "somebody-else"
    other.write_bytes(bytes(2 * 1024 * 1024))

    with pytest.raises(DiskFull):
        append(upload_id=upload.pk, owner_id=creator.pk, offset=1024 * 1024, chunks=chunks(2 * 1024 * 1024))

    assert Upload.objects.get().received == 1024 * 1024
    assert files.upload(upload.pk).stat().st_size == 1024 * 1024, "what did not fit was given back at once"
    other.unlink()
    assert settled(upload_id=upload.pk, owner_id=creator.pk).received == 1024 * 1024
    after = append(upload_id=upload.pk, owner_id=creator.pk, offset=1024 * 1024, chunks=chunks(1024 * 1024))
    assert after.received == 2 * 1024 * 1024


@pytest.mark.django_db
def test_a_disk_too_full_to_package_is_told_and_can_be_tried_again(small_disk: Path, creator: User) -> None:
    asset = store_file(path=films.film(), name="课.mp4", owner_id=creator.pk)
    (small_disk / "somebody-else").write_bytes(bytes(files.free_bytes() - 8192))

    assert (package_now(asset.pk).state, package_now(asset.pk).error) == ("failed", "disk_full")


@pytest.mark.django_db
def test_below_the_reserve_uploads_and_packaging_stop_while_money_goes_on(
    client: Client, creator: User, settings: Settings
) -> None:
    settings.DISK_RESERVE = 0
    begun = begin_upload(owner_id=creator.pk, name="课.mp4", size=2 * 65536)
    append(upload_id=begun.pk, owner_id=creator.pk, offset=0, chunks=chunks(65536))
    asset = store_file(path=films.film(), name="别的.mp4", owner_id=creator.pk)
    order = make.order()
    attempt = make.attempt(order)

    settings.DISK_RESERVE = files.free_bytes() * 2
    with pytest.raises(DiskFull):
        begin_upload(owner_id=creator.pk, name="新.mp4", size=10)
    with pytest.raises(DiskFull):
        append(upload_id=begun.pk, owner_id=creator.pk, offset=65536, chunks=chunks(65536))
    assert complete(upload_id=begun.pk, owner_id=creator.pk) is None
    assert package_now(asset.pk).error == "disk_full"

    confirm_payment(
        out_trade_no=attempt.out_trade_no, provider="wechat", reference="4200", paid_fen=order.total_fen, paid_at=now()
    )
    assert Order.objects.get(pk=order.pk).status == "paid"
    assert client.get("/healthz").json()["parts"]["disk"].startswith("low: ")
    make.login(client, make.user(role="operator"))
    page = client.get("/studio/health").content.decode()
    assert "快满了" in page
    assert "付款和学习不受影响" in page

    settings.DISK_RESERVE = 0
    append(upload_id=begun.pk, owner_id=creator.pk, offset=65536, chunks=chunks(65536))
    assert Upload.objects.get(pk=begun.pk).received == begun.size
