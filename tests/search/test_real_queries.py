"""What people type, against what the demo school's courses say."""

import tomllib
from pathlib import Path

import pytest

from zhiyu.demo.seed import COURSES, SLUGS
from zhiyu.search.actions import index
from zhiyu.search.queries import find

pytestmark = pytest.mark.django_db

BREAKFAST, SLEEP, PHOTOS = "breakfast-week", "calm-before-sleep", "phone-family-photos"
NOTES = "linzhi-notes"
TYPED = {
    "拍照": PHOTOS,
    "照片": PHOTOS,
    "手机拍照": PHOTOS,
    "怎么拍照好看": PHOTOS,
    "怎么给孩子拍照片": PHOTOS,
    "手机摄影课": PHOTOS,
    "摄影教程": PHOTOS,
    "逆光怎么拍": PHOTOS,
    "拍爸妈": PHOTOS,
    "林知老师": NOTES,
    "早饭": BREAKFAST,
    "早餐食谱": BREAKFAST,
    "营养早餐": BREAKFAST,
    "控制血糖": BREAKFAST,
    "十点心慌": BREAKFAST,
    "睡不着": SLEEP,
    "失眠怎么办": SLEEP,
    "睡眠不好": SLEEP,
    "睡前放松": SLEEP,
    "深呼吸练习": SLEEP,
    "焦虑情绪": SLEEP,
}
NOTHING = ["查无此物", "炒股", "钢琴", "Python 编程", "高考数学"]


def hand_over(slug: str) -> None:
    """As ``catalog`` does at every change of a course."""
    folder = COURSES / slug
    said = tomllib.loads((folder / "course.toml").read_text("utf-8"))
    lessons = sorted(path for path in folder.glob("*/*") if path.suffix in {".md", ".mp3", ".mp4"})
    index(
        kind="course",
        ref=slug,
        title=said["title"],
        texts=[
            (said["title"], "A"),
            *((said[name], "B") for name in ("subtitle", "teacher")),
            (" ".join([*said["tags"], *said["categories"]]), "B"),
            *((path.stem, "C") for path in lessons),
            *((lesson["objective"], "C") for lesson in said["lessons"].values()),
            *((said[name], "C") for name in ("problem", "outcome", "for_whom")),
            *((Path(path).read_text("utf-8"), "D") for path in lessons if path.suffix == ".md"),
        ],
    )


@pytest.fixture(autouse=True)
def school() -> None:
    for slug in SLUGS:
        hand_over(slug)


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_type_finds_the_course_they_mean_first(typed: str) -> None:
    assert find("course", typed)[:1] == [TYPED[typed]]


@pytest.mark.parametrize("typed", NOTHING)
def test_what_no_course_is_about_finds_nothing(typed: str) -> None:
    assert find("course", typed) == []
