import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.forms.models import model_to_dict

from zhiyu.catalog.models import Course
from zhiyu.exporting import readme, tables
from zhiyu.exporting.courses import CourseFolder, file_name
from zhiyu.exporting.names import Unique
from zhiyu.exporting.sinks import Sink, sink
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.media import files
from zhiyu.media.keeping import nothing_deleted
from zhiyu.media.models import Asset
from zhiyu.platform.school import school

Progress = Callable[[str], None]


@dataclass
class Exported:
    courses: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def export(target: Path, *, progress: Progress) -> Exported:
    """Everything of one moment: one snapshot of the database, and the files that it names."""
    school()  # made on first use, which a read-only moment could not
    with nothing_deleted(), sink(target) as out, transaction.atomic():
        if connection.savepoint_ids == []:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        return write(out, progress)


def write(out: Sink, progress: Progress) -> Exported:
    done = Exported()
    used: set[UUID] = set()
    for course in Course.objects.select_related("product").order_by("pk"):
        progress(f"课程 {course.product.title}")
        used |= CourseFolder(course, out, done.notes.append).write()
        done.courses += 1
    loose(out, used, done, progress)
    for table in tables.tables():
        progress(f"数据 {table.name}")
        done.rows[table.name] = tables.write(table, out)
    found = school()
    with out.opened("school.json") as file:
        face = {name: tables.plain(value) for name, value in model_to_dict(found).items()}
        file.write(json.dumps(face, ensure_ascii=False, indent=1).encode())
    at = now().astimezone(SHANGHAI).isoformat(timespec="seconds")
    with out.opened("README.md") as file:
        file.write(readme.text(school=found.name, at=at, rows=done.rows, notes=done.notes).encode())
    return done


def loose(out: Sink, used: set[UUID], done: Exported, progress: Progress) -> None:
    names = Unique()
    for asset in Asset.objects.exclude(pk__in=used).order_by("pk").iterator(chunk_size=200):
        if files.original(asset).is_file():
            name = names.name(file_name(asset, {f".{one}" for one in files.EXTENSIONS.values()}, ".bin"))
            progress(f"文件 {name}")
            out.copy(f"files/{name}", files.original(asset))
        else:
            done.notes.append(f"{asset.name}: 原文件已经缺失 (the original is missing)")
