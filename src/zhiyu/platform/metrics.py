"""``/metrics`` in Prometheus' format. What a process counts itself it counts as it goes; what the database knows is
asked when somebody scrapes, by one cheap statement each, which apps register in ``ready()``.
"""

import hmac
import ipaddress
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Final

import django
import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

Row = tuple[Sequence[str], float]
REGISTRY: Final = CollectorRegistry()
KNOWN_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
FORWARDED: Final = ("X-Passed-On", "X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
log = structlog.get_logger(__name__)

disable_created_metrics()  # type: ignore[no-untyped-call]
requests = Counter(
    "zhiyu_requests", "Answers by route, method and status.", ["route", "method", "status"], registry=REGISTRY
)
seconds = Histogram(
    "zhiyu_request_seconds", "Time to the answer.", ["route", "method"], buckets=BUCKETS, registry=REGISTRY
)
Gauge("zhiyu_build_info", "What runs here.", ["version", "python", "django"], registry=REGISTRY).labels(
    version("zhiyu"), platform.python_version(), django.get_version()
).set(1)


class _Asked(Collector):
    def __init__(self, name: str, text: str, labels: Sequence[str], read: Callable[[], Iterable[Row]]) -> None:
        self.name, self.text, self.labels, self.read = name, text, labels, read

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(self.name, self.text, labels=self.labels)
        try:
            for values, figure in self.read():
                family.add_metric(values, figure)
        except (DatabaseError, OSError) as error:
            log.warning("a figure is missing", figure=self.name, error=type(error).__name__)
            return
        yield family

    def describe(self) -> Iterable[Metric]:
        return [GaugeMetricFamily(self.name, self.text, labels=self.labels)]


def gauge(name: str, text: str, labels: Sequence[str], read: Callable[[], Iterable[Row]]) -> None:
    """``read`` answers the figures of ``zhiyu_<name>``: the label values, in order, and the number of each."""
    REGISTRY.register(_Asked(f"zhiyu_{name}", text, labels, read))


def counted(states: Iterable[str], found: Mapping[str, int]) -> list[Row]:
    """Every state has a figure, the absent ones 0: an alert cannot wait for a series that is not there."""
    return [((state,), found.get(state, 0)) for state in states]


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        route = (match.view_name or match.route) if match else "-"
        method = request.method if request.method in KNOWN_METHODS else "OTHER"
        requests.labels(route, method, response.status_code).inc()
        seconds.labels(route, method).observe(time.perf_counter() - began)
        return response

    return answer


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    if not allowed(address=request.META.get("REMOTE_ADDR", ""), headers=request.headers):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def exposition() -> bytes:
    return generate_latest(REGISTRY)


def allowed(*, address: str, headers: Mapping[str, str]) -> bool:
    """Who shows the token. Outside production also who asks from this machine and by its name, not through a proxy."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    if settings.MODE == "production":
        return False
    passed_on = any(name in headers for name in FORWARDED)
    host = headers.get("Host", "").rsplit(":", 1)[0].strip("[]")
    return not passed_on and is_loopback(address) and (host == "localhost" or is_loopback(host))


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
