from zhiyu.live.events import LiveReplayed
from zhiyu.platform.bus import subscribe
from zhiyu.rooms import actions


@subscribe(LiveReplayed, key="rooms.count_attended", outside=True)
def count_attended(event: LiveReplayed) -> None:
    actions.count_attended(class_id=event.class_id)
