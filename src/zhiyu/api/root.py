"""The JSON API: mounts each app's router and turns every refusal into one problem+json shape."""

from typing import Any

import orjson
import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer

from zhiyu.access.api import router as access
from zhiyu.accounts.api import router as accounts_router
from zhiyu.api.documented import DocumentedAPI
from zhiyu.api.nul import JsonParser
from zhiyu.campaigns.api import router as campaigns
from zhiyu.catalog.protection_api import router as protecting
from zhiyu.catalog.subtitles_api import router as subtitles
from zhiyu.coaching.api import router as coaching
from zhiyu.commerce.after_api import router as after
from zhiyu.commerce.aftersale_api import router as aftersale
from zhiyu.commerce.api import router as commerce
from zhiyu.commerce.exchanges_api import router as exchanging
from zhiyu.commerce.finance_api import router as finance
from zhiyu.commerce.presales_api import router as presales
from zhiyu.complaints.api import router as complaints
from zhiyu.courseware.api import router as courseware
from zhiyu.gifts.api import router as gifts
from zhiyu.gifts.codes_api import router as codes
from zhiyu.imports.api import router as imports
from zhiyu.integrations.transfer.api import router as transfers
from zhiyu.invoices.api import router as invoices
from zhiyu.kernel import problems
from zhiyu.kernel.errors import DomainError
from zhiyu.learning.api import router as learning
from zhiyu.live.api import router as live
from zhiyu.live.studio_api import router as airing
from zhiyu.messaging.api import router as messaging
from zhiyu.onsite.api import router as onsite
from zhiyu.onsite.studio_api import router as seating
from zhiyu.promotions.api import router as promotions
from zhiyu.promotions.credits_api import router as credits_router
from zhiyu.records.api import router as records
from zhiyu.rooms.api import router as rooms
from zhiyu.rooms.studio_api import router as hosting
from zhiyu.screening.api import router as screening
from zhiyu.storefront.api import router as storefront
from zhiyu.storefront.bases_api import router as bases
from zhiyu.storefront.copies_api import router as copies
from zhiyu.storefront.plans_api import router as plans
from zhiyu.storefront.topics_api import router as topics
from zhiyu.storefront.writings_api import router as writings
from zhiyu.studio.api import router as studio_router
from zhiyu.studio.applications_api import router as desk
from zhiyu.studio.protection_api import router as places
from zhiyu.studio.risks_api import router as risks
from zhiyu.tips.api import router as tips
from zhiyu.tracing.api import router as tracing
from zhiyu.works.api import router as works

log = structlog.get_logger(__name__)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        del request, response_status
        return orjson.dumps(data, default=str)


api = DocumentedAPI(
    title="Zhiyu",
    version="1",
    description="One school's courses, orders, learning and studio.",
    docs_url=None,
    openapi_url="openapi.json",
    renderer=OrjsonRenderer(),
    parser=JsonParser(),
)
# What is asked for most comes first: each address before the one wanted is tried.
api.add_router("", access)
api.add_router("", storefront)
api.add_router("", accounts_router)
api.add_router("", commerce)
api.add_router("", after)
api.add_router("", promotions)
api.add_router("", credits_router)
api.add_router("", finance)
api.add_router("", aftersale)
api.add_router("", presales)
api.add_router("", exchanging)
api.add_router("", invoices)
api.add_router("", transfers)
api.add_router("", messaging)
api.add_router("", gifts)
api.add_router("", codes)
api.add_router("", coaching)
api.add_router("", screening)
api.add_router("", complaints)
api.add_router("", works)
api.add_router("", imports)
api.add_router("", tracing)
api.add_router("", desk)
api.add_router("", live)
api.add_router("", airing)
api.add_router("", subtitles)
api.add_router("", protecting)
api.add_router("", places)
api.add_router("", risks)
api.add_router("", tips)
api.add_router("", campaigns)
api.add_router("", rooms)
api.add_router("", onsite)
api.add_router("", seating)
api.add_router("", hosting)
api.add_router("", studio_router)
api.add_router("", learning)
api.add_router("", courseware)
api.add_router("", records)
api.add_router("", plans)
api.add_router("", writings)
api.add_router("", bases)
api.add_router("", copies)
api.add_router("", topics)


def problem(*, status: int, code: str, detail: str, extra: dict[str, Any] | None = None) -> HttpResponse:
    """RFC 9457, with a stable ``code``."""
    body = problems.document(status=status, code=code, detail=detail, extra=extra)
    response = HttpResponse(body, status=status, content_type=problems.CONTENT_TYPE)
    if retry_after := (extra or {}).get("retry_after"):
        response.headers["Retry-After"] = str(retry_after)
    return response


@api.exception_handler(DomainError)
def rule_said_no(request: HttpRequest, error: DomainError) -> HttpResponse:
    del request
    return problem(status=error.status, code=error.code, detail=str(error), extra=error.extra)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is wrong and where; never the value itself, which may be personal."""
    del request
    errors = [
        {"where": ".".join(str(part) for part in one.get("loc", ())), "what": one.get("msg", "")}
        for one in error.errors
    ]
    return problem(status=422, code="invalid", detail=_("填写的内容有误。"), extra={"errors": errors})


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    return problem(status=error.status_code, code="invalid" if error.status_code < 500 else "error", detail=str(error))  # noqa: PLR2004


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    del request, error
    return problem(status=404, code="not_found", detail=_("没有找到，或者你没有权限查看。"))


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    if settings.DEBUG:
        raise error
    log.error("api call failed", path=request.path, exc_info=error)
    return problem(status=500, code="error", detail=_("出错了，我们已经记下。请稍后再试。"))
