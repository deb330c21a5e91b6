"""The stream in a process of its own hears the same database and stops when it is told to."""

import pytest

from tests import make
from tests.push.alone import alone
from tests.push.conftest import Stream
from zhiyu.platform.live import tell


@pytest.mark.django_db(transaction=True)
def test_it_runs_alone_and_its_open_streams_hold_up_no_stop() -> None:
    with alone() as server:
        stream = Stream(server.url, "studio", make.bearer(make.user(role="owner")))
        assert stream.next() == ("resync", "")
        tell("studio")
        assert stream.next() == ("message", "studio")

        server.stop()
        assert stream.next() is None
        stream.client.close()
