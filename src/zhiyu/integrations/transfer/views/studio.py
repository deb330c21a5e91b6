from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.integrations.transfer import actions, queries
from zhiyu.integrations.transfer.errors import ReferenceUsed, TransferStateError
from zhiyu.integrations.transfer.forms import AccountForm, ReasonForm, ReturnForm, TakeForm
from zhiyu.integrations.transfer.models import Transfer
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.errors import NotFound
from zhiyu.media.downloads import download

PAGE = 50
State = Transfer.State


@never_cache
@require_safe
@staff("money.settle")
def transfer_list(request: UserRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = stretch(
        queries.transfers(state),
        size=PAGE,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    shown = {
        "page": page,
        "state": state if state in State.values else State.SENT,
        "states": State.choices,
        "returns": queries.returns_waiting(),
        "account": queries.account(),
    }
    return render(request, "transfer/transfers.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("money.settle")
def transfer(request: UserRequest, transfer_id: int) -> HttpResponse:
    """The slip beside what the bank has to show; a POST says that the money is here."""
    found = queries.transfer_by_id(transfer_id)
    form = TakeForm.of(found.attempt.amount_fen, request.POST or None)
    if form.is_valid():
        said = {"reference": form.cleaned_data["reference"], "paid_fen": form.cleaned_data["paid"]}
        try:
            actions.take_transfer(transfer_id=transfer_id, actor_id=request.user.pk, **said)
        except ReferenceUsed as error:
            form.add_error("reference", str(error))
        except TransferStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("记下了。"))
            return redirect("transfer:transfer", transfer_id=transfer_id)
    shown = {"transfer": found, "order": found.attempt.order, "form": form, "refusal": ReasonForm()}
    return render(request, "transfer/transfer.html", shown, status=422 if form.errors else 200)


@require_safe
@staff("money.settle")
def slip(request: UserRequest, transfer_id: int) -> HttpResponse:
    found = queries.transfer_by_id(transfer_id)
    if found.slip is None:
        raise NotFound
    answer = download(found.slip, found.slip.name, asked=request.headers.get("Range", ""))
    answer.headers["Content-Disposition"] = "inline"
    return answer  # type: ignore[return-value]


@require_POST
@staff("money.settle")
def refuse(request: UserRequest, transfer_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.refuse_slip(transfer_id=transfer_id, actor_id=request.user.pk, reason=form.cleaned_data["reason"])
        messages.success(request, _("学员会在付款页看到原因，可以重新上传。"))
    else:
        messages.error(request, _("请写一句原因，学员好知道怎么办。"))
    return redirect("transfer:transfer", transfer_id=transfer_id)


@require_POST
@staff("money.settle")
def returned(request: UserRequest, return_id: int) -> HttpResponse:
    form = ReturnForm(request.POST)
    if form.is_valid():
        actions.send_return(return_id=return_id, actor_id=request.user.pk, reference=form.cleaned_data["reference"])
        messages.success(request, _("记下了，退款已完成。"))
    else:
        messages.error(request, _("请写银行流水号。"))
    return redirect("transfer:transfers")


@never_cache
@require_http_methods(["GET", "POST"])
@staff("settings.edit")
def account(request: UserRequest) -> HttpResponse:
    now = queries.account()
    form = AccountForm(request.POST or None, initial={name: getattr(now, name) for name in AccountForm.base_fields})
    if form.is_valid():
        actions.save_account(actor_id=request.user.pk, fields=form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("transfer:account")
    return render(request, "transfer/account.html", {"form": form}, status=422 if form.errors else 200)
