"""A little quiz at the end of the chapter about light, as SCORM 1.2, and what two learners made of it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import add_lesson, edit_lesson, set_lesson_asset
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.courseware.actions import Report, commit, open_part
from zhiyu.demo.past import ago
from zhiyu.media.actions import package_now, store_file

SOURCE = Path(__file__).resolve().parent / "packages" / "light"
COURSE, TITLE, PART = "phone-family-photos", "小测：光从哪里来", "quiz"


def make_courseware(*, owner: User, learner: User, other: User) -> None:
    course = course_by_code(COURSE)
    if Lesson.objects.filter(chapter__course=course, kind=Lesson.Kind.EXERCISE).exists():
        return
    lesson = add_lesson(
        chapter_id=outline(course.pk).chapters[0].id, title=TITLE, actor_id=owner.pk, free=True, stage="practice"
    )
    with TemporaryDirectory() as folder:
        packed = Path(folder) / "light.zip"
        zipped(SOURCE, packed)
        asset = store_file(path=packed, name=f"{TITLE}.zip", owner_id=owner.pk, expect="played")
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=owner.pk)
    edit_lesson(lesson_id=lesson.pk, actor_id=owner.pk, objective="看一看自己学会看光没有", rule=Lesson.Rule.WATCHED)
    package_now(asset.pk)
    learn(lesson, learner, raw="100", status="passed", seconds=240)
    learn(lesson, other, raw="50", status="failed", seconds=150)


def learn(lesson: Lesson, user: User, *, raw: str, status: str, seconds: int) -> None:
    with ago(days=1):
        attempt = open_part(user=user, lesson_id=lesson.pk, part=PART).attempt
    if attempt is None or attempt.session is None:
        return
    core = {"lesson_status": status, "score": {"raw": raw, "min": "", "max": "100"}}
    kept = {"core": core, "suspend_data": json.dumps({"at": 4, "points": int(raw) // 25})}
    report = Report(part=PART, session=attempt.session, number=1, seconds=seconds, cmi=kept)
    commit(user_id=user.pk, lesson_id=lesson.pk, report=report)


def zipped(folder: Path, into: Path) -> None:
    with ZipFile(into, "w") as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, path.relative_to(folder).as_posix())
