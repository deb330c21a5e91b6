"""Getting in: by a code on the phone, or by someone outside who vouches for them."""

from collections.abc import Sequence

from django.db import transaction

from zhiyu.accounts.actions.codes import spend_code
from zhiyu.accounts.actions.people import link_identity, new_user
from zhiyu.accounts.errors import AccountClosed, AgreementsNotAccepted, WrongCode
from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import Consent, Identity, User
from zhiyu.accounts.phones import normalise
from zhiyu.accounts.queries import agreement_rows, missing_agreements, user_by_identity


def login_by_code(
    *, phone: str, code: str, accepted: Sequence[str], address: str | None, user_agent: str, name: str = ""
) -> User:
    """The person who holds the phone. A refusal for missing agreements leaves the code good for another try."""
    number = normalise(phone)
    with transaction.atomic(durable=True):
        if spend_code(phone=number, code=code):
            user = new_user(phone=number, name=name.strip())
            return admit(user=user, accepted=accepted, address=address, user_agent=user_agent)
    # Raised only now, so that the wrong try just counted is not rolled back.
    raise WrongCode


@transaction.atomic
def login_by_identity(*, identity: Identity, accepted: Sequence[str], address: str | None, user_agent: str) -> User:
    """Someone an outside provider vouches for (``identity`` unsaved); same union id is the same person."""
    key = {"provider": identity.provider, "app_id": identity.app_id, "subject": identity.subject}
    hold("accounts.identity:{provider}:{app_id}:{subject}".format(**key))
    user = user_by_identity(**key)
    if user is None and identity.union_id:
        sibling = Identity.objects.filter(provider=identity.provider, union_id=identity.union_id).first()
        user = sibling.user if sibling else None
    user = user or new_user(phone=None, name=identity.name)
    link_identity(user=user, **key, union_id=identity.union_id, name=identity.name)
    return admit(user=user, accepted=accepted, address=address, user_agent=user_agent)


@transaction.atomic
def admit(*, user: User, accepted: Sequence[str], address: str | None, user_agent: str) -> User:
    """Let a proven person in, once every current agreement has their consent."""
    if not user.is_active:
        raise AccountClosed
    missing = missing_agreements(user.pk)
    refused = [text.id for text in missing if text.id not in accepted]
    if refused:
        raise AgreementsNotAccepted(extra={"agreements": refused})
    for agreement in agreement_rows(text.id for text in missing):
        Consent.objects.get_or_create(
            user=user, agreement=agreement, defaults={"address": address, "user_agent": user_agent[:400]}
        )
    return user
