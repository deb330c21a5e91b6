from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class LessonCompleted:
    name: ClassVar[str] = "learning.lesson_completed"
    user_id: int
    lesson_id: int
    course_id: int
    outline_version: int
