"""Who may do what by API of the studio's work that had pages alone, one line a route; see ``table``."""

from tests.security.callers import EDITORS, OWNER, PEOPLE, Route

SOON = "2099-01-01T10:00:00+08:00"
CLASS = {"title": "答疑", "starts_at": SOON, "host": "{host_id}"}
PREMIERE = {"lesson": "{video_id}", "starts_at": SOON, "host": "{host_id}"}

LIVE_API = [
    Route("GET POST", "api/v1/studio/live", EDITORS, CLASS | {"chapter": "{chapter_id}"}),
    Route("GET", "api/v1/studio/live/choices", EDITORS),
    Route("POST", "api/v1/studio/live/premieres", EDITORS, PREMIERE),
    Route("GET PUT", "api/v1/studio/live/<int:class_id>", EDITORS, CLASS | {"seen_at": SOON}),
    Route("POST", "api/v1/studio/live/<int:class_id>/begin", EDITORS, also=(409,)),
    Route("POST", "api/v1/studio/live/<int:class_id>/end", EDITORS, also=(409,)),
    Route("POST", "api/v1/studio/live/<int:class_id>/call-off", EDITORS),
    Route("POST", "api/v1/studio/live/<int:class_id>/recording", EDITORS, also=(409,)),
    Route("GET", "api/v1/studio/live/<int:class_id>/push", EDITORS),
    Route("POST", "api/v1/studio/live/<int:class_id>/push/renew", EDITORS, {"seen": 1}),
]

FILM = {"lesson_id": "video_id"}
CUES = {"seen": 1, "cues": [{"start_ms": 0, "end_ms": 1_000, "text": "开始"}]}

SUBTITLES_API = [
    Route("GET POST", "api/v1/studio/lessons/<int:lesson_id>/subtitles", EDITORS, at=FILM, also=(422,)),
    Route("GET PUT DELETE", "api/v1/studio/lessons/<int:lesson_id>/subtitles/<language>", EDITORS, CUES, at=FILM),
]

GUARDED = {"players": "any", "traced": False, "downloads": True, "no_skip": False}

PROTECTION_API = [
    Route("GET PUT", "api/v1/studio/courses/<slug>/protection", EDITORS, GUARDED),
    Route("GET PUT", "api/v1/studio/protection", OWNER, {"device_limit": 4, "player_limit": 2, "film_mark": True}),
]

RISKS_API = [
    Route("GET", "api/v1/studio/risks", PEOPLE),
    Route("GET", "api/v1/studio/learners/<int:user_id>/plays", PEOPLE),
    Route("POST", "api/v1/studio/learners/<int:user_id>/plays/reviewed", PEOPLE),
    Route("POST", "api/v1/studio/learners/<int:user_id>/plays/write", PEOPLE),
    Route("POST", "api/v1/studio/learners/<int:user_id>/plays/sign-out", PEOPLE),
]
