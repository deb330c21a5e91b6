from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.commerce.stuck import stuck_count
from zhiyu.integrations.alipay import queries as alipay
from zhiyu.kernel.clock import now
from zhiyu.live.queries import classes_without_room
from zhiyu.media.files import media_dir
from zhiyu.media.proof import key_opens_newest
from zhiyu.platform import health as parts
from zhiyu.platform.actions import retry_delivery, retry_job
from zhiyu.platform.queries import dead_jobs, late_deliveries_count, parked_deliveries
from zhiyu.studio import queries

LATEST = 30


@require_safe
@staff("health.read")
def health(request: UserRequest) -> HttpResponse:
    context = {
        "at": now(),
        "parts_up": parts.report(),
        "key_opens": key_opens_newest(),
        "media_dir": media_dir(),
        "without_room": classes_without_room(),
        "taken_port": settings.LIVE_PORT if settings.LIVE_TAKEN else None,
        "certificate": alipay.trust().worst,
        "dead": [(job, queries.words_of_job(job.task)) for job in dead_jobs()[:LATEST]],
        "parked": parked_deliveries()[:LATEST],
        "late": late_deliveries_count(),
        "stuck": stuck_count(),
        "failed": queries.failed_uploads()[:LATEST],
        "audit": queries.audit_lines(queries.latest_changes(LATEST)),
    }
    return render(request, "studio/health.html", context)


@require_POST
@staff("health.read")
def retry(request: UserRequest, delivery_id: int) -> HttpResponse:
    retry_delivery(actor_id=request.user.pk, delivery_id=delivery_id)
    messages.success(request, _("已重新排队，几秒后再看结果。"))
    return redirect("studio:health")


@require_POST
@staff("health.read")
def retry_dead(request: UserRequest, job_id: int) -> HttpResponse:
    retry_job(actor_id=request.user.pk, job_id=job_id)
    messages.success(request, _("已重新排队，几秒后再看结果。"))
    return redirect("studio:health")
