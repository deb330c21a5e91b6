"""Who may do what about classes at a place, one line a route; see ``table``."""

from tests.security.callers import EDITORS, EVERYONE, OWNED, PEOPLE, SIGNED_IN, Route

AT = {"class_id": "onsite_id"}
SEAT = {**AT, "seat_id": "onsite_seat_id"}
CODE = {"code": "0" * 24}
SOON = "2099-01-01T10:00:00+08:00"
CLASS_JSON = {"title": "面授", "starts_at": SOON, "place": "二楼", "host": "{host_id}", "seen_at": SOON}
NEW_JSON = CLASS_JSON | {"chapter": "{chapter_id}"}

ONSITE = [
    Route("GET", "onsite/<int:class_id>", EVERYONE, at=AT),
    Route("POST", "onsite/<int:class_id>/book", OWNED, at=AT),
    Route("POST", "onsite/<int:class_id>/give-back", OWNED, at=AT),
    Route("GET", "onsite/<int:class_id>/calendar.ics", EVERYONE, at=AT),
    Route("GET POST", "onsite/<int:class_id>/here", SIGNED_IN, CODE, at=AT, also=(422,)),
    Route("GET", "studio/onsite", EDITORS),
    Route("GET POST", "studio/onsite/new", EDITORS, {"title": "面授"}, also=(422,)),
    Route("GET", "studio/onsite/<int:class_id>", EDITORS, at=AT),
    Route("GET POST", "studio/onsite/<int:class_id>/edit", EDITORS, {"title": "面授"}, at=AT, also=(422,)),
    Route("POST", "studio/onsite/<int:class_id>/call-off", EDITORS, at=AT),
    Route("GET", "studio/onsite/<int:class_id>/door", EDITORS, at=AT),
    Route("POST", "studio/onsite/<int:class_id>/bring", EDITORS, {"phone": "13700000000"}, at=AT),
    Route("GET", "studio/onsite/<int:class_id>/people.csv", PEOPLE, at=AT),
    Route("POST", "studio/onsite/<int:class_id>/seats/<int:seat_id>/came", EDITORS, at=SEAT),
    Route("POST", "studio/onsite/<int:class_id>/seats/<int:seat_id>/undo", EDITORS, at=SEAT),
]

ONSITE_API = [
    Route("GET", "api/v1/onsite/<int:class_id>", EVERYONE, at=AT),
    Route("GET", "api/v1/lessons/<int:lesson_id>/onsite", EVERYONE, at={"lesson_id": "onsite_lesson_id"}),
    Route("PUT DELETE", "api/v1/onsite/<int:class_id>/seat", OWNED, at=AT),
    Route("POST", "api/v1/onsite/<int:class_id>/here", OWNED, CODE, at=AT, also=(422,)),
    Route("GET POST", "api/v1/studio/onsite", EDITORS, NEW_JSON),
    Route("GET", "api/v1/studio/onsite/choices", EDITORS),
    Route("GET PUT", "api/v1/studio/onsite/<int:class_id>", EDITORS, CLASS_JSON, at=AT),
    Route("POST", "api/v1/studio/onsite/<int:class_id>/call-off", EDITORS, at=AT),
    Route("GET", "api/v1/studio/onsite/<int:class_id>/door", EDITORS, at=AT),
    Route("GET POST", "api/v1/studio/onsite/<int:class_id>/seats", EDITORS, {"phone": "{buyer_phone}"}, at=AT),
    Route("POST", "api/v1/studio/onsite/<int:class_id>/seats/<int:seat_id>/came", EDITORS, at=SEAT),
    Route("POST", "api/v1/studio/onsite/<int:class_id>/seats/<int:seat_id>/undo", EDITORS, at=SEAT),
]
