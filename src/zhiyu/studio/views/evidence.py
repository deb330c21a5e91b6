from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.studio.evidence import zip_of, zip_of_leak


@never_cache
@require_safe
@staff("evidence.export")
@recently_proved
def evidence(request: UserRequest, no: str) -> HttpResponse:
    return zip_of(request, no)


@never_cache
@require_safe
@staff("leaks.trace")
@recently_proved
def leak_evidence(request: UserRequest, inquiry_id: int) -> HttpResponse:
    return zip_of_leak(request, inquiry_id)
