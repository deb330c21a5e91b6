"""Every rule has a planted migration that it must catch; the way it should be done, and a word why, pass."""

from typing import Any

import pytest
from django.db import migrations
from django.db.migrations.state import ProjectState

from tools.check_migrations import SENTENCES, breaches

HEAD = """
from django.contrib.postgres.operations import (
    AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
)
from django.db import migrations, models
from django.db.models import Q

def fill(apps, editor): ...

class Migration(migrations.Migration):
    atomic = {atomic}
    operations = [
        {operation},
    ]
"""
BEFORE = """migrations.CreateModel("order", [
    ("id", models.BigAutoField(primary_key=True)),
    ("no", models.CharField(max_length=32)),
    ("paid_at", models.DateTimeField(null=True)),
])"""
INDEX = 'models.Index(fields=["no"], name="order_no")'
CHECK = 'models.CheckConstraint(condition=Q(id__gt=0), name="order_id")'
PLANTED = [
    ("INDEX", f'migrations.AddIndex("order", {INDEX})'),
    ("INDEX", 'migrations.AddConstraint("order", models.UniqueConstraint(fields=["no"], name="order_once"))'),
    ("INDEX", 'migrations.AddField("order", "sign", models.CharField(max_length=8, null=True, db_index=True))'),
    ("INDEX", 'migrations.AddField("order", "one", models.ForeignKey("shop.order", models.CASCADE, null=True))'),
    ("INDEX", 'migrations.AlterField("order", "no", models.CharField(max_length=32, unique=True))'),
    ("INDEX", 'migrations.RunSQL("create index order_no on shop_order (no)", "drop index order_no")'),
    ("ATOMIC", f'AddIndexConcurrently("order", {INDEX})'),
    ("NOT_NULL", 'migrations.AddField("order", "sum", models.IntegerField())'),
    ("NOT_NULL", 'migrations.AddField("order", "sum", models.IntegerField(default=0))'),
    ("REVERSE", "migrations.RunPython(fill)"),
    ("REVERSE", 'migrations.RunSQL("select 1")'),
    ("TYPE", 'migrations.AlterField("order", "no", models.IntegerField())'),
    ("TYPE", 'migrations.AlterField("order", "no", models.CharField(max_length=16))'),
    ("TYPE", 'migrations.RunSQL("alter table shop_order alter column no type text", "")'),
    ("TABLE", 'migrations.AlterField("order", "paid_at", models.DateTimeField())'),
    ("TABLE", 'migrations.RunSQL("lock table shop_order", "")'),
    ("GONE", 'migrations.RenameField("order", "no", "number")'),
    ("GONE", 'migrations.RemoveField("order", "no")'),
    ("GONE", 'migrations.DeleteModel("order")'),
    ("GONE", 'migrations.RenameModel("order", "purchase")'),
    ("CONSTRAINT", f'migrations.AddConstraint("order", {CHECK})'),
    ("CONSTRAINT", 'migrations.RunSQL("alter table shop_order add constraint x check (id > 0)", "")'),
    ("CONSTRAINT", f'migrations.SeparateDatabaseAndState([migrations.AddConstraint("order", {CHECK})])'),
]
NEW = 'migrations.CreateModel("line", [("id", models.BigAutoField(primary_key=True))])'
CLEAN = [
    f'AddConstraintNotValid("order", {CHECK}), ValidateConstraint("order", "order_id")',
    'migrations.AddField("order", "sum", models.IntegerField(db_default=0))',
    'migrations.AddField("order", "sum", models.IntegerField(null=True))',
    'migrations.AlterField("order", "no", models.CharField("号", max_length=64))',
    'migrations.AlterField("order", "no", models.TextField())',
    "migrations.RunPython(fill, migrations.RunPython.noop)",
    'migrations.RunSQL("create index concurrently order_no on shop_order (no)", "drop index order_no")',
    f'{NEW}, migrations.AddIndex("line", models.Index(fields=["id"], name="line_id"))',
]


def found(operation: str, *, atomic: bool = True) -> list[str]:
    text = HEAD.format(operation=operation, atomic=atomic)
    state = ProjectState()
    for one in made(HEAD.format(operation=BEFORE, atomic=True)).operations:
        one.state_forwards("shop", state)
    return [line.split()[1] for line in breaches(made(text), state, text)]


def made(text: str) -> migrations.Migration:
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 -- our own text above
    migration: migrations.Migration = names["Migration"]("0002_planted", "shop")
    return migration


@pytest.mark.parametrize(("rule", "operation"), PLANTED)
def test_a_planted_lock_is_named(rule: str, operation: str) -> None:
    assert found(operation) == [rule]


@pytest.mark.parametrize("operation", CLEAN)
def test_the_way_it_should_be_done_passes(operation: str) -> None:
    assert found(operation) == []


def test_an_index_built_beside_the_work_passes() -> None:
    assert found(f'AddIndexConcurrently("order", {INDEX})', atomic=False) == []


@pytest.mark.parametrize(
    ("comment", "expected"), [("# live-ok: ten rows", []), ("# live-ok:", ["GONE"]), ("# fine", ["GONE"])]
)
def test_a_step_passes_only_with_a_word_why(comment: str, expected: list[str]) -> None:
    assert found(f'{comment}\n        migrations.RemoveField("order", "no")') == expected


def test_every_rule_is_planted() -> None:
    assert {rule for rule, _operation in PLANTED} == set(SENTENCES)
