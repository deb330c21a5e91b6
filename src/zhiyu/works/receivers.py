from zhiyu.platform.bus import subscribe
from zhiyu.works import notices
from zhiyu.works.events import WorkHidden, WorkShown


@subscribe(WorkHidden, key="works.tell_hidden")
def tell_hidden(event: WorkHidden) -> None:
    notices.tell_owner(work_id=event.work_id, template="works.hidden", at=event.at)


@subscribe(WorkShown, key="works.tell_shown")
def tell_shown(event: WorkShown) -> None:
    notices.tell_owner(work_id=event.work_id, template="works.shown", at=event.at)
