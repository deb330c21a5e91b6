from zhiyu.messaging import actions
from zhiyu.messaging.events import SendQueued
from zhiyu.platform.bus import subscribe


@subscribe(SendQueued, key="messaging.send")
def send(event: SendQueued) -> None:
    actions.queue(send_id=event.send_id)
