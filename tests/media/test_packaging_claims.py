"""Who packages: one at a time over all machines, and never the same film without end."""

import threading
import time
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections

from tests.media import films
from tests.media.packaged import run_jobs
from tests.media.together import together
from zhiyu.media import claims, files
from zhiyu.media.actions import package_again, package_now, store_file
from zhiyu.media.actions.settling import MOST_TRIES
from zhiyu.media.models import Asset

END_LOCK_HOLDERS = """
    select count(pg_terminate_backend(pid)) from pg_locks
    where locktype = 'advisory' and granted and pid <> pg_backend_pid()
    and database = (select oid from pg_database where datname = current_database())
"""


def stored() -> Asset:
    film = films.film()
    return store_file(path=film, name=film.name, owner_id=None)


@pytest.mark.django_db(transaction=True)
def test_a_second_machine_waits_for_the_first() -> None:
    asset_id, order = uuid4(), []
    begun = threading.Event()

    def first() -> None:
        with claims.packaging(asset_id):
            begun.set()
            time.sleep(0.3)
            order.append("first")

    def second() -> None:
        assert begun.wait(60)
        with claims.packaging(asset_id):
            order.append("second")

    together(first, second)
    assert order == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_a_claim_falls_with_its_connection_and_its_holder_learns_of_it() -> None:
    asset_id = uuid4()
    with claims.packaging(asset_id) as still_ours:
        still_ours()
        with connection.cursor() as cursor:
            cursor.execute(END_LOCK_HOLDERS)
        with claims.packaging(asset_id) as theirs:
            theirs()
            with pytest.raises(OperationalError):
                still_ours()


@pytest.mark.django_db
def test_a_film_that_takes_its_packager_with_it_is_given_up_after_three_tries() -> None:
    asset = stored()
    Asset.objects.filter(pk=asset.pk).update(state="packaging", tries=MOST_TRIES)
    run_jobs()
    asset.refresh_from_db()
    assert (asset.state, asset.error, asset.tries) == ("failed", "packaging_stalled", 0)

    package_again(asset_id=asset.pk, actor_id=None)
    run_jobs()
    asset.refresh_from_db()
    assert (asset.state, asset.error, asset.tries) == ("ready", "", 0)


@pytest.mark.django_db
def test_each_try_is_counted_before_it_begins() -> None:
    asset = stored()
    seen: list[int] = []
    package_now(asset.pk, progress=lambda _percent: seen.append(Asset.objects.get(pk=asset.pk).tries))
    assert set(seen) == {1}
    assert Asset.objects.get(pk=asset.pk).tries == 0


@pytest.mark.django_db
def test_what_a_killed_packager_left_is_gone_before_the_next_begins() -> None:
    asset = stored()
    left = files.media_dir() / "staging" / f"{asset.pk}.{uuid4().hex}"
    left.mkdir(parents=True)
    (left / "0.ts").write_bytes(b"half")
    package_now(asset.pk)
    assert list((files.media_dir() / "staging").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_packaging_goes_on_when_the_database_comes_back() -> None:
    asset = stored()

    def cut(_percent: int) -> None:
        if not told:
            told.append(1)
            with connections["default"].cursor() as cursor:
                cursor.execute(END_LOCK_HOLDERS)

    told: list[int] = []
    with pytest.raises(OperationalError):
        package_now(asset.pk, progress=cut)
    assert Asset.objects.get(pk=asset.pk).state == "packaging"
    assert package_now(asset.pk).state == "ready"
