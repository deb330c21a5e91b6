"""A disk that fills under nginx: it closes its file for good, so whoever sends is cut off, comes again and is kept."""

import asyncio
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.live.following import all_read, has_nginx, nginx_of, watching
from tests.live.pushing import planned, push
from tests.live.test_full_disk import MB, Others, shown, until_asked
from tests.media import films
from tests.media.small_disk import small
from zhiyu.live import actions
from zhiyu.live.flv import whole_tags
from zhiyu.live.models import LiveClass
from zhiyu.media import files, streaming
from zhiyu.media.models import Asset

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not has_nginx(), reason="nginx and libnginx-mod-rtmp are not installed"),
]


async def sent_while_it_fills(one: LiveClass, port: int, others: Others) -> None:
    async with watching():
        film = films.film(seconds=60, keyframe_every=1)
        sending = asyncio.create_task(push(port, actions.key_of(one), film, slowly=True))
        await until_asked(lambda: shown() >= 2)
        others.fill()
        assert await sending != 0
        others.leave()
        assert await push(port, actions.key_of(one)) == 0
        await all_read()


def test_who_sends_to_a_file_that_nginx_closed_is_cut_off_and_comes_again(
    settings: Settings, live_server: LiveServer, tmp_path: Path
) -> None:
    settings.LIVE_ENGINE = "nginx"
    with small(tmp_path / "disk", settings, size=500 * MB) as disk, nginx_of(settings, live_server.url, tmp_path):
        one = planned()
        asyncio.run(sent_while_it_fills(one, settings.LIVE_PORT, Others(disk)))
        rows = streaming.rows_of(Asset.objects.get().pk)
        assert len({row.part for row in rows}) > 1
        assert [900 < row.ms < 1100 for row in rows[-6:]] == [True] * 6
        assert whole_tags(files.original(Asset.objects.get())).last_ms > 8_000
