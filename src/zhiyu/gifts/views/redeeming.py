from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyu.accounts.http import UserRequest, address_of, signed_in
from zhiyu.commerce.presenters import goods_of
from zhiyu.gifts import actions
from zhiyu.gifts.alphabet import LONGEST
from zhiyu.kernel.errors import DomainError


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def redeem(request: UserRequest) -> HttpResponse:
    """A big field; then what the code opens; then yes. A link or a printed picture brings the code along."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = sent.get("code", "").strip()[:LONGEST]
    if not typed:
        return render(request, "gifts/redeem.html", {"typed": "", "problem": ""})
    act = actions.redeem if "confirm" in request.POST else actions.look_up
    try:
        code = act(typed=typed, user=request.user, address=address_of(request))
    except DomainError as refusal:
        shown = {"typed": typed, "problem": str(refusal)}
        return render(request, "gifts/redeem.html", shown, status=refusal.status)
    goods = goods_of(code.batch.product)
    if code.user_id == request.user.pk:
        messages.success(request, _("《%(title)s》已经开通，可以学了。") % {"title": goods.product.title})
        return redirect(goods.use)
    return render(request, "gifts/redeem_what.html", {"code": code, "goods": goods})
