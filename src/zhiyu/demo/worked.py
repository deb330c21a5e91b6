"""Works of two learners of the demo school: one for everybody, one for fellow learners."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from zhiyu.accounts.models import User
from zhiyu.catalog.queries import course_by_code
from zhiyu.demo.lights import LIGHTS, lit
from zhiyu.demo.past import ago
from zhiyu.works.actions import Said, keep_work
from zhiyu.works.models import Work

FIRST, SECOND = (UUID(f"3f0d4a52-8d61-4c6a-9a5e-52b0f6c1d20{n}") for n in (1, 2))


def show_works(*, learner: User, friend: User, code: str) -> None:
    if Work.objects.filter(key=SECOND).exists():
        return
    course = course_by_code(code)
    note = "照着第二课，把台灯换了三个位置拍的。最喜欢侧逆光那张。"
    with ago(days=3), TemporaryDirectory() as folder:
        paths = [(Path(folder) / f"{n}", f"台灯下-{n}.png") for n, _light in enumerate(LIGHTS)]
        for (path, _name), (light, _words) in zip(paths, LIGHTS, strict=True):
            lit(light).save(path, "PNG")
        first = Said(title="台灯下的一个球", note=note, audience=Work.Audience.LINK, course_id=course.pk)
        keep_work(key=FIRST, owner_id=learner.pk, pictures=paths[:3], said=first)
        second = Said(title="逆光", audience=Work.Audience.COURSE, course_id=course.pk)
        keep_work(key=SECOND, owner_id=friend.pk, pictures=paths[3:], said=second)
