from zhiyu.platform.bus import subscribe
from zhiyu.screening import notices
from zhiyu.screening.events import ApplicationApproved, ApplicationDeclined, ApplicationSent


@subscribe(ApplicationSent, key="screening.tell_sent")
def tell_sent(event: ApplicationSent) -> None:
    notices.tell_sent(application_id=event.application_id)


@subscribe(ApplicationApproved, key="screening.tell_approved")
def tell_approved(event: ApplicationApproved) -> None:
    notices.tell_approved(application_id=event.application_id)


@subscribe(ApplicationDeclined, key="screening.tell_declined")
def tell_declined(event: ApplicationDeclined) -> None:
    notices.tell_declined(application_id=event.application_id)
