"""Two floors in the same run: a bare Django page behind the same server, and one read by key in raw psycopg."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from bench.measure import Figure
from bench.product import Product, cpu_ms, free_port

CALLS = 400
SERVER = """
import sys
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x")
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
import uvicorn
from zhiyu.config.threads import Threads
urlpatterns = [path("", lambda request: HttpResponse("hello"))]
pages = Threads(get_wsgi_application(), count=8)


async def front(scope, receive, send):
    await pages(scope, None, send)


uvicorn.run(front, port=int(sys.argv[1]), log_level="error", loop="uvloop", http="httptools")
"""


def figures(product: Product) -> Iterator[Figure]:
    yield Figure(name="floor: a bare Django page", found=bare_page(), goal=float("inf"))
    yield Figure(name="floor: one prepared read in psycopg", found=raw_read(product), goal=float("inf"))


def bare_page() -> float:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(100):
            try:
                ask(line)
                break
            except OSError:
                line.close()
                time.sleep(0.1)
        return per_call(lambda: ask(line), server.pid)
    finally:
        server.terminate()
        server.wait(10)


def ask(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/")
    line.getresponse().read()


def raw_read(product: Product) -> float:
    with product.sql() as sql:
        backend = sql.info.backend_pid

        def read() -> None:
            sql.execute("select * from catalog_product where id = %s", [1], prepare=True).fetchone()

        return per_call(read, backend, os.getpid())


def per_call(call: Callable[[], object], *pids: int) -> float:
    for _ in range(50):
        call()
    before = sum(cpu_ms(pid) for pid in pids)
    for _ in range(CALLS):
        call()
    return (sum(cpu_ms(pid) for pid in pids) - before) / CALLS
