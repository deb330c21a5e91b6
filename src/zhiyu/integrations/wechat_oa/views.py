"""WeChat login: first silently by openid; a newcomer agrees, taps once more and shows a name."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyu.accounts import actions, queries
from zhiyu.accounts.errors import AgreementsNotAccepted, IdentityTaken
from zhiyu.accounts.http import address_of, enter, is_fresh, local_path, to_confirm, user_agent_of
from zhiyu.accounts.models import Identity, User
from zhiyu.accounts.presenters import agreement_in
from zhiyu.integrations.wechat_oa import errands
from zhiyu.integrations.wechat_oa.account import official
from zhiyu.integrations.wechat_oa.errands import Errand
from zhiyu.integrations.wechat_oa.forms import JoinForm
from zhiyu.wechat.errors import Permanent, WeChatError
from zhiyu.wechat.oauth import BASE, PROFILE, OfficialAccount, Visitor

PROVIDER = "wechat"


def ours() -> OfficialAccount:
    found = official()
    if found is None:
        raise Http404
    return found


@never_cache
@require_GET
def login(request: HttpRequest) -> HttpResponse:
    ours()
    if request.user.is_authenticated and not is_fresh(request):
        return to_confirm(request)
    wanted = local_path(request, request.GET.get("next"))
    return to_wechat(request, errands.send(request.session, wanted=wanted, scope=BASE), scope=BASE)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The tap of a newcomer: agreements ticked, now WeChat may ask for their name."""
    wanted = local_path(request, request.POST.get("next") or request.GET.get("next"))
    if official() is None or request.user.is_authenticated:
        return redirect(wanted)
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        return ask(request, wanted, None, form)
    accepted = [text.id for text in queries.missing_agreements(None)]
    state = errands.send(request.session, wanted=wanted, scope=PROFILE, accepted=accepted)
    return to_wechat(request, state, scope=PROFILE)


def to_wechat(request: HttpRequest, state: str, *, scope: str) -> HttpResponse:
    path = reverse("wechat_oa:callback")
    # The demo answers under any loopback name, and the session's cookie belongs to the one in use.
    back = request.build_absolute_uri(path) if settings.DEMO else settings.PUBLIC_URL + path
    return redirect(ours().authorize_url(redirect_uri=back, scope=scope, state=state))


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    errand = errands.come_back(request.session, request.GET.get("state", ""))
    if errand is None:
        return refuse(request, "/", _("这次登录已经过期，请重新点一次微信登录。"), status=400)
    if not request.GET.get("code"):
        return refuse(request, errand.wanted, _("你没有同意微信登录。也可以用手机号登录。"), status=403)
    try:
        visitor = ours().visitor(request.GET["code"])
        name = ours().name_of(visitor) if errand.scope == PROFILE and not visitor.snapshot else ""
    except Permanent:
        return refuse(request, errand.wanted, _("微信没有认出这次登录，请重新点一次微信登录。"), status=400)
    except WeChatError:
        return refuse(request, errand.wanted, _("微信暂时没有响应，请稍后再试。"), status=502)
    if visitor.snapshot:
        words = _("你正在看的是微信的快照页，它不是你本人的身份。请点页面右下角的「使用完整服务」，再登录。")
        return refuse(request, errand.wanted, words, status=403)
    return arrive(request, errand, visitor, name)


def arrive(request: HttpRequest, errand: Errand, visitor: Visitor, name: str) -> HttpResponse:
    identity = Identity(
        provider=PROVIDER,
        app_id=ours().appid,
        subject=visitor.openid,
        union_id=visitor.union_id,
        name=name[:64],
    )
    if isinstance(request.user, User):
        return link(request, request.user, errand, identity)
    known = queries.user_by_identity(provider=PROVIDER, app_id=identity.app_id, subject=identity.subject)
    if known is None and errand.scope == BASE:
        return redirect(reverse("wechat_oa:join", query={"next": errand.wanted}))
    try:
        user = actions.login_by_identity(
            identity=identity,
            accepted=errand.accepted,
            address=address_of(request),
            user_agent=user_agent_of(request),
        )
    except AgreementsNotAccepted:
        return ask(request, errand.wanted, known, JoinForm())
    return enter(request, user, errand.wanted)


def link(request: HttpRequest, user: User, errand: Errand, identity: Identity) -> HttpResponse:
    """Someone logged in already wants to be known to WeChat too, to pay there. It is a way in from then on."""
    if not is_fresh(request):
        return redirect(reverse("wechat_oa:login", query={"next": errand.wanted}))
    try:
        actions.link_identity(
            user=user,
            provider=identity.provider,
            app_id=identity.app_id,
            subject=identity.subject,
            union_id=identity.union_id,
            name=identity.name,
        )
    except IdentityTaken as error:
        return refuse(request, errand.wanted, str(error), status=409)
    messages.success(request, _("微信已绑定。"))
    return redirect(errand.wanted)


def ask(request: HttpRequest, wanted: str, known: User | None, form: JoinForm) -> HttpResponse:
    missing = queries.missing_agreements(known.pk if known else None)
    context = {
        "form": form,
        "next": wanted,
        "known": known,
        "agreements": [agreement_in(text) for text in missing],
    }
    return render(request, "wechat_oa/join.html", context, status=422 if form.errors else 200)


def refuse(request: HttpRequest, wanted: str, words: str, *, status: int) -> HttpResponse:
    again = reverse("wechat_oa:login", query={"next": wanted})
    by_phone = reverse("accounts:login", query={"next": wanted})
    context = {"words": words, "again": again, "by_phone": "" if request.user.is_authenticated else by_phone}
    return render(request, "wechat_oa/refused.html", context, status=status)
