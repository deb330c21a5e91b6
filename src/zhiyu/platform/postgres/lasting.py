"""PostgreSQL as Django knows it, for the web process: one lasting connection a thread, looked at rather than asked.

A pool tries a connection with a statement and sets it up anew for every request, which is a tenth of what a small one
costs. A server that went has closed the line, and the socket shows that without a question. As with a pool, a restart
of the database holds requests up and fails none.
"""

import select
import time
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base

PATIENCE: Final = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.5


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        end, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
        while True:
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError:
                if time.monotonic() + pause > end:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def is_usable(self) -> bool:
        return (not self.errors_occurred and is_silent(self.connection)) or super().is_usable()


def is_silent(connection: Any) -> bool:
    """Open, and nothing has come that nobody asked for: no farewell, no end."""
    if connection.closed:
        return False
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return not line.poll(0)
