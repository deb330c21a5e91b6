"""The page of one question, and the code that answers it for a number or an address."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiyu.accounts.errors import CodeExpired, EmailTaken, PhoneTaken, WrongCode
from zhiyu.accounts.http import UserRequest


def one_form(request: HttpRequest, form: Form, **shown: Any) -> HttpResponse:
    """With ``title``, ``lead``, ``back`` and ``submit``; 422 where something typed was refused."""
    context = {"form": form, **shown}
    return render(request, "accounts/one_form.html", context, status=422 if form.errors else 200)


def confirmed(request: UserRequest, form: Form, change: Callable[..., object], *, pending: str, **what: str) -> bool:
    """Whether the code was right and ``change`` is done; a refusal is told at the code, which may be typed again."""
    if not form.is_valid():
        return False
    try:
        change(user_id=request.user.pk, device=request.device, **what, **form.cleaned_data)
    except (WrongCode, CodeExpired, PhoneTaken, EmailTaken) as error:
        form.add_error("code", str(error))
        return False
    request.session.pop(pending, None)
    return True
