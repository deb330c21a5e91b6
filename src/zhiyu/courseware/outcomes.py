"""What courseware says of its learner, read from the data model of its standard. Pure.

SCORM 1.2 RTE 3.4.4: ``cmi.core.lesson_status`` is completion and success in one word, ``cmi.core.score`` counts from
``min`` to ``max`` (0 and 100 unless said). SCORM 2004 RTE 4.2 has ``completion_status``, ``success_status`` and
``score.scaled`` (-1 to 1). A plain page says ``{"score": 0.8, "completed": true}``.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiyu.courseware.models import Attempt
from zhiyu.media.exercises.manifest import HTML, SCORM12

Completion, Success = Attempt.Completion, Attempt.Success
OF_ONE_WORD = {
    "passed": (Completion.COMPLETED, Success.PASSED),
    "failed": (Completion.COMPLETED, Success.FAILED),
    "completed": (Completion.COMPLETED, Success.UNKNOWN),
    "browsed": (Completion.COMPLETED, Success.UNKNOWN),
    "incomplete": (Completion.INCOMPLETE, Success.UNKNOWN),
}
HOUR, MINUTE = 3600, 60


@dataclass(frozen=True)
class Outcome:
    completion: Attempt.Completion
    success: Attempt.Success
    score: float | None


def outcome_of(standard: str, cmi: Mapping[str, Any], *, mastery: float | None) -> Outcome:
    """``mastery`` is the pass mark of the manifest: where the part does not judge itself, its score is judged by it."""
    if standard == HTML:
        found = of_page(cmi)
    elif standard == SCORM12:
        core = inside(cmi, "core")
        word = str(core.get("lesson_status", ""))
        completion, success = OF_ONE_WORD.get(word, (Completion.UNKNOWN, Success.UNKNOWN))
        found = Outcome(completion, success, ranged(inside(core, "score")))
    else:
        completion = known(Completion, cmi.get("completion_status"), Completion.UNKNOWN)
        success = known(Success, cmi.get("success_status"), Success.UNKNOWN)
        score = inside(cmi, "score")
        scaled = number(score.get("scaled"))
        found = Outcome(completion, success, within(scaled) if scaled is not None else ranged(score))
    if mastery is None or found.score is None or found.success != Success.UNKNOWN:
        return found
    return Outcome(found.completion, Success.PASSED if found.score >= mastery else Success.FAILED, found.score)


def of_page(said: Mapping[str, Any]) -> Outcome:
    score = number(said.get("score"))
    completed = said.get("completed") is True
    return Outcome(
        Completion.COMPLETED if completed else Completion.INCOMPLETE,
        Success.UNKNOWN,
        None if score is None else within(score),
    )


def inside(above: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = above.get(name)
    return found if isinstance(found, Mapping) else {}


def known(of: Any, said: object, otherwise: Any) -> Any:
    return of(said) if said in of.values else otherwise


def ranged(score: Mapping[str, Any]) -> float | None:
    raw = number(score.get("raw"))
    if raw is None:
        return None
    low, high = number(score.get("min")) or 0.0, number(score.get("max"))
    high = 100.0 if high is None else high
    return within((raw - low) / (high - low)) if high > low else None


def number(said: object) -> float | None:
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return None
    try:
        found = float(said)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def within(score: float) -> float:
    return min(1.0, max(0.0, score))


def starting(standard: str, kept: Mapping[str, Any], facts: Mapping[str, Any], *, seconds: int) -> dict[str, Any]:
    """The data model as a part finds it when it begins: what it kept, and what only we may say.

    ``facts``: ``id``, ``name``, ``launch_data``, ``mastery``.
    """
    if standard == HTML:
        return dict(kept)
    resumed = bool(kept)
    mastery = facts["mastery"]
    if standard == SCORM12:
        core = inside(kept, "core")
        ours: dict[str, Any] = {
            "student_id": facts["id"],
            "student_name": facts["name"],
            "credit": "credit",
            "lesson_mode": "normal",
            "lesson_status": core.get("lesson_status") or "not attempted",
            "entry": "resume" if resumed else "ab-initio",
            "total_time": clock(seconds),
            "exit": "",
            "session_time": "00:00:00",
        }
        marks = {**inside(kept, "student_data"), "mastery_score": "" if mastery is None else f"{mastery * 100:g}"}
        return {**kept, "core": {**core, **ours}, "launch_data": facts["launch_data"], "student_data": marks}
    return {
        **kept,
        "learner_id": facts["id"],
        "learner_name": facts["name"],
        "launch_data": facts["launch_data"],
        "credit": "credit",
        "mode": "normal",
        "entry": "resume" if resumed else "ab-initio",
        "exit": "",
        "session_time": "PT0S",
        "total_time": f"PT{seconds}S",
        "scaled_passing_score": "" if mastery is None else f"{mastery:g}",
    }


def clock(seconds: int) -> str:
    """SCORM 1.2's CMITimespan, which ends at 9999 hours."""
    return f"{min(seconds // HOUR, 9999):04d}:{seconds % HOUR // MINUTE:02d}:{seconds % MINUTE:02d}"
