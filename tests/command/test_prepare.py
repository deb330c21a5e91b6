"""What a kill in the middle of a migration leaves is taken away before the next try."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RemoveIndex
from django.db.migrations.recorder import MigrationRecorder

from zhiyu.command import prepare
from zhiyu.command.prepare import drop_half_built


class Waiting(Migration):
    operations = [
        AddIndexConcurrently("auditentry", models.Index(fields=["target", "id"], name="audit_target")),
        AddIndexConcurrently("auditentry", models.Index(fields=["at"], name="audit_never_begun")),
        RemoveIndex("delivery", "delivery_open"),
    ]


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select indexname from pg_indexes where indexname in ('audit_target', 'delivery_open')")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_a_kill_before_an_index_was_noted_does_not_stop_the_next_start() -> None:
    """Built concurrently, it is there already when its migration comes again."""
    name = "0004_found_by_name_and_digits"
    step = MigrationRecorder.Migration.objects.filter(app="accounts", name=name)
    step.delete()
    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration("accounts", name)

    drop_half_built([migration])
    executor.apply_migration(executor.loader.project_state(("accounts", name), at_end=False), migration)

    assert step.count() == 1


@pytest.mark.django_db
def test_a_database_that_stays_away_is_named_with_what_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    away = connection.copy("default")
    away.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    monkeypatch.setattr(prepare, "DATABASE_PATIENCE", -1)

    with pytest.raises(SystemExit, match=r"(?s)port 1 .*DATABASE_URL"):
        prepare.reach(away, print)


@pytest.mark.django_db
def test_an_index_of_a_migration_that_was_not_noted_is_built_anew_and_no_other_is_touched() -> None:
    assert indexes() == {"audit_target", "delivery_open"}

    drop_half_built([Waiting("0099_more", "platform")])

    assert indexes() == {"delivery_open"}
