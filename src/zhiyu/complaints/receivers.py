from zhiyu.complaints import notices
from zhiyu.complaints.events import ComplaintAdded, ComplaintAnswered, ComplaintSent
from zhiyu.platform.bus import subscribe


@subscribe(ComplaintSent, key="complaints.tell_sent")
def tell_sent(event: ComplaintSent) -> None:
    notices.tell_school(complaint_id=event.complaint_id, what="sent")


@subscribe(ComplaintAdded, key="complaints.tell_added")
def tell_added(event: ComplaintAdded) -> None:
    notices.tell_school(complaint_id=event.complaint_id, what=f"word:{event.word_id}")


@subscribe(ComplaintAnswered, key="complaints.tell_answered")
def tell_answered(event: ComplaintAnswered) -> None:
    notices.tell_sender(complaint_id=event.complaint_id, what=f"word:{event.word_id}" if event.word_id else event.at)
