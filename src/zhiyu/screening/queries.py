"""Who asks for what, and what is asked. Whose they are is in the name and in the WHERE."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet

from zhiyu.catalog.models import Product
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.screening.answering import Answerable, defaults
from zhiyu.screening.models import Application, Question, Screen

Status = Application.Status
# What can ask for an application: what is sold with a page of its own and is more than a reading.
KINDS = (Product.Kind.COURSE, Product.Kind.INTAKE, Product.Kind.PLAN, Product.Kind.BUNDLE, Product.Kind.SERVICE)


def screened_product(product_id: int) -> Product:
    """With what it is sold as; the kinds that never ask do not exist here."""
    found = Product.objects.select_related(*SOLD_AS).filter(pk=product_id, kind__in=KINDS).first()
    if found is None:
        raise NotFound
    return found


def product_by_code(code: str) -> Product:
    found = Product.objects.filter(code=code, kind__in=KINDS).first()
    if found is None:
        raise NotFound
    return found


def screen_of(product_id: int) -> Screen | None:
    return Screen.objects.filter(product=product_id).prefetch_related("questions").first()


def screen_or_usual(product_id: int) -> tuple[Screen, Sequence[Answerable]]:
    """As it is set, or what suits most: three questions, a week to pay."""
    found = screen_of(product_id)
    return (found, list(found.questions.all())) if found else (Screen(product_id=product_id, version=0), defaults())


def questions_of(product_id: int) -> tuple[int, list[Question]]:
    """The version of the questions, and they."""
    found = screen_of(product_id)
    return (found.version, list(found.questions.all())) if found else (0, [])


def latest_of(applicant_id: int | None, product_id: int) -> Application | None:
    """The newest of somebody for a product: what it says is how they stand."""
    if applicant_id is None:
        return None
    return Application.objects.filter(applicant=applicant_id, product=product_id).order_by("-pk").first()


def latest_where_asked(applicant_id: int | None, product: Product) -> Application | None:
    """Nothing is read of a product that does not ask."""
    return latest_of(applicant_id, product.pk) if product.by_application else None


def approval_of(applicant_id: int, product: Product) -> Application | None:
    """What they may order it on now."""
    latest = latest_where_asked(applicant_id, product)
    return latest if latest and latest.standing == Status.APPROVED else None


def latest_of_each(applicant_id: int | None, product_ids: Collection[int]) -> dict[int, Application]:
    if applicant_id is None or not product_ids:
        return {}
    found = Application.objects.filter(applicant=applicant_id, product__in=product_ids).order_by("pk")
    return {one.product_id: one for one in found}


def applications_of(applicant_id: int) -> QuerySet[Application]:
    sold_as = [f"product__{one}" for one in SOLD_AS]
    return Application.objects.filter(applicant=applicant_id).select_related("product", *sold_as).order_by("-pk")


def live_of(applicant_id: int) -> list[Application]:
    """Those that wait for the teacher, or for their applicant to pay."""
    return list(applications_of(applicant_id).filter(status__in=[Status.SENT, Status.APPROVED]).exclude(lapsed()))


def application_of(applicant_id: int, application_id: int) -> Application:
    found = applications_of(applicant_id).filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return found


def lapsed() -> Q:
    return Q(status=Status.APPROVED, order_no="", pay_until__lte=now())


def applications(*, state: str = "", product: str = "") -> QuerySet[Application]:
    """For the school, the newest first; what waits longest first where it is asked for what waits."""
    found = Application.objects.select_related("product", "applicant", "decided_by")
    found = found.filter(product__code=product) if product else found
    if state == Status.SENT:
        return found.filter(status=state).order_by("pk")
    if state == Status.APPROVED:
        found = found.filter(status=state).exclude(lapsed())
    elif state == Status.EXPIRED:
        found = found.filter(Q(status=state) | lapsed())
    elif state in Status.values:
        found = found.filter(status=state)
    return found.order_by("-pk")


def counts(*, product: str = "") -> dict[str, int]:
    """How many stand where, by state."""
    found = Application.objects.filter(product__code=product) if product else Application.objects.all()
    of = {one: Q(status=one) for one in Status.values}
    of[Status.APPROVED] = Q(status=Status.APPROVED) & ~lapsed()
    of[Status.EXPIRED] |= lapsed()
    return found.aggregate(**{name: Count("pk", filter=where) for name, where in of.items()})


def application(application_id: int) -> Application:
    found = Application.objects.select_related("product", "applicant", "decided_by").filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return found


def approvals_ending(within: timedelta) -> list[Application]:
    """Those that end so soon and were given longer before; what an order holds is being paid."""
    at = now()
    found = Application.objects.filter(
        status=Status.APPROVED, order_no="", pay_until__gt=at, pay_until__lte=at + within
    )
    return list(found.filter(decided_at__lt=F("pay_until") - within).select_related("product").order_by("pk"))


def products_asking() -> Sequence[tuple[str, str]]:
    """Code and title of what asks or asked for applications."""
    found = Product.objects.filter(screen__isnull=False).order_by("title", "pk")
    return list(found.values_list("code", "title"))


def open_approvals(product_id: int) -> int:
    """How many may be paid now."""
    return Application.objects.filter(product=product_id, status=Status.APPROVED).exclude(lapsed()).count()


def before(one: Application) -> list[Application]:
    """What the same person asked for earlier."""
    earlier = Application.objects.filter(applicant=one.applicant_id, pk__lt=one.pk)
    return list(earlier.select_related("product").order_by("-pk")[:10])
