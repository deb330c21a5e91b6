"""A person's own book of titles. What an invoice says was copied from it and does not follow it."""

from collections.abc import Mapping

from django.db import transaction

from zhiyu.accounts.emails import normalise_email
from zhiyu.accounts.models import User
from zhiyu.invoices import taxno
from zhiyu.invoices.errors import TaxNoWrong, TooManyTitles
from zhiyu.invoices.models import Kind, Title
from zhiyu.invoices.queries import title_of, titles_of
from zhiyu.kernel.errors import Invalid

MOST = 20


@transaction.atomic
def save_title(*, owner_id: int, title_id: int | None = None, fields: Mapping[str, str]) -> Title:
    """``fields`` are those of ``Title.FIELDS``. The same title saved anew is the title there is."""
    said = checked(fields)
    User.objects.select_for_update(no_key=True).get(pk=owner_id)
    same = titles_of(owner_id).filter(kind=said["kind"], name=said["name"], tax_no=said["tax_no"])
    if title_id is None:
        title = same.first() or Title(owner_id=owner_id)
        if title.pk is None and titles_of(owner_id).count() >= MOST:
            raise TooManyTitles
    else:
        title = title_of(owner_id, title_id)
        same.exclude(pk=title.pk).delete()
    for name, value in said.items():
        setattr(title, name, value)
    if title.pk is None:
        title.save(force_insert=True)
    else:
        title.save(update_fields=list(said))
    return title


def checked(fields: Mapping[str, str]) -> dict[str, str]:
    said = {name: fields.get(name, "").strip() for name in Title.FIELDS}
    if said["kind"] not in Kind.values or not said["name"]:
        raise Invalid
    said["email"] = normalise_email(said["email"]) if said["email"] else ""
    if said["kind"] == Kind.PERSON:
        return said | dict.fromkeys(("tax_no", "address", "phone", "bank", "account"), "")
    said["tax_no"] = taxno.normalise(said["tax_no"])
    if not taxno.is_valid(said["tax_no"]):
        raise TaxNoWrong
    return said


@transaction.atomic
def remove_title(*, owner_id: int, title_id: int) -> None:
    title_of(owner_id, title_id).delete()
