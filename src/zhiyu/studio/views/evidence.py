from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.studio.evidence import zip_of


@never_cache
@require_safe
@staff("evidence.export")
@recently_proved
def evidence(request: UserRequest, no: str) -> HttpResponse:
    return zip_of(request, no)
