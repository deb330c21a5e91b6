"""Who may do what with learners' works, one line a route; see ``table``. The buyer's is for the course's learners."""

from tests.security.callers import BUYER, LOGIN, MISSING, OPEN, PEOPLE, SIGNED_IN, Route, verdicts
from tests.security.world import NOBODY

SEEN = verdicts(MISSING, buyer=OPEN, owner=OPEN, operator=OPEN, creator=OPEN)
FELLOWS = SEEN | dict.fromkeys(NOBODY, LOGIN)
AT = {"code": "work_code", "number": "work_number"}
SEARCH = {"search_id": "work_search_id"}
SAID = {"title": "新的名字", "audience": "owner"}

WORKS = [
    Route("GET", "me/works", SIGNED_IN),
    Route("GET POST", "me/works/new", SIGNED_IN, SAID, also=(422,)),
    Route("GET POST", "me/works/searches", SIGNED_IN, also=(422,)),
    Route("GET", "me/works/searches/<int:search_id>", BUYER, at=SEARCH),
    Route("GET", "me/works/searches/<int:search_id>/progress", BUYER, at=SEARCH),
    Route("GET", "me/works/searches/<int:search_id>/evidence.zip", BUYER, at=SEARCH),
    Route("GET POST", "me/works/<str:code>", BUYER, SAID, at=AT),
    Route("POST", "me/works/<str:code>/pictures", BUYER, at=AT, also=(422,)),
    Route("POST", "me/works/<str:code>/remove", BUYER, at=AT),
    Route("GET", "me/works/<str:code>/pictures/<int:number>/original", BUYER, at=AT),
    Route("GET", "works/<str:code>", SEEN, at=AT),
    Route("GET", "works/<str:code>/<int:number>.webp", SEEN, at=AT),
    Route("GET", "courses/<str:slug>/works", FELLOWS),
    Route("GET", "studio/works", PEOPLE),
    Route("GET", "studio/works/<int:work_id>", PEOPLE),
    Route("POST", "studio/works/<int:work_id>/hide", PEOPLE, {"reason": "核实"}),
    Route("POST", "studio/works/<int:work_id>/show", PEOPLE),
]

WORKS_API = [
    Route("GET POST", "api/v1/me/works", SIGNED_IN, also=(422,)),
    Route("GET POST", "api/v1/me/works/searches", SIGNED_IN, also=(422,)),
    Route("GET", "api/v1/me/works/searches/<int:search_id>", BUYER, at=SEARCH),
    Route("GET PUT DELETE", "api/v1/me/works/<code>", BUYER, SAID, at=AT),
    Route("POST", "api/v1/me/works/<code>/pictures", SIGNED_IN, at=AT, also=(422,)),
    Route("GET", "api/v1/works/<code>", SEEN, at=AT),
    Route("GET", "api/v1/courses/<slug>/works", FELLOWS),
    Route("GET", "api/v1/studio/works", PEOPLE),
    Route("POST", "api/v1/studio/works/<int:work_id>/hide", PEOPLE, {"reason": "核实"}),
    Route("POST", "api/v1/studio/works/<int:work_id>/show", PEOPLE),
]
