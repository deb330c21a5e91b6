"""A set of pictures in the demo school's column: one ball in four lights, drawn here."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import add_lesson, add_photo
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.models import Photo
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.demo.memberships import COLUMN
from zhiyu.demo.past import ago
from zhiyu.media.actions import store_file

SIZE, BALL = 900, 480
LIGHTS = [
    ((-150, -40), "侧光：一半亮、一半暗，脸最有立体感"),
    ((0, -170), "顶光：眼窝会黑，中午别站在太阳底下拍"),
    ((0, 0), "顺光：清楚，但是平，像证件照"),
    ((210, 60), "侧逆光：边上一道亮，头发最好看"),
]


def make_pictures(*, owner: User) -> None:
    if Photo.objects.exists():
        return
    chapter = outline(course_by_code(COLUMN).pk).chapters[-1]
    with ago(days=8), TemporaryDirectory() as folder:
        lesson = add_lesson(chapter_id=chapter.id, title="看图：同一个球，四种光", actor_id=owner.pk, preview_seconds=2)
        for number, (light, caption) in enumerate(LIGHTS, 1):
            path = Path(folder) / f"光-{number}.png"
            lit(light).save(path)
            asset = store_file(path=path, name=path.name, owner_id=owner.pk, expect="image")
            add_photo(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=owner.pk, caption=caption)
    bind_now(lesson.pk)


def lit(light: tuple[int, int]) -> Image.Image:
    """A ball on a warm ground; ``light`` is where it is brightest, from its middle."""
    ground = Image.linear_gradient("L").resize((SIZE, SIZE))
    picture = Image.merge("RGB", [ground.point(lambda v, top=top: top - v // 4) for top in (236, 224, 206)])
    left = (SIZE - BALL) // 2
    shade = Image.radial_gradient("L").resize((BALL * 2, BALL * 2))
    box = (BALL // 2 - light[0], BALL // 2 - light[1])
    seen = shade.crop((*box, box[0] + BALL, box[1] + BALL)).point(lambda v: max(30, 255 - v * 3 // 2))
    ball = Image.merge("RGB", [seen.point(lambda v, share=share: v * share // 100) for share in (98, 80, 60)])
    edge = Image.radial_gradient("L").resize((BALL, BALL)).point(lambda v: 255 if v < 178 else 0)  # noqa: PLR2004
    shadow = Image.new("RGB", (BALL, BALL // 5), (70, 58, 48))
    soft = Image.radial_gradient("L").resize((BALL, BALL // 5)).point(lambda v: max(0, 150 - v))
    picture.paste(shadow, (left - light[0] // 2, left + BALL - BALL // 6), soft)
    picture.paste(ball, (left, left), edge)
    return picture
