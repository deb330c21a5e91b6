"""What a signed-in person chooses on the page (language, text size) is their account's choice too."""

from django.http import HttpRequest

from zhiyu.accounts import actions
from zhiyu.accounts.models import User

FIELDS = {"text": "text_size", "language": "language"}


def keep(request: HttpRequest, chosen: dict[str, str]) -> None:
    user = request.user
    wanted = {FIELDS[name]: value for name, value in chosen.items() if name in FIELDS}
    if isinstance(user, User) and any(getattr(user, field) != value for field, value in wanted.items()):
        actions.edit_profile(user_id=user.pk, **wanted)
