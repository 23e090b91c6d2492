"""What a migration guards stays guarded: SQLite drops triggers where a later one adds a field."""

import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from junheng.core.audit.append_only import TakeAway, _Triggers

pytestmark = [pytest.mark.usefixtures("both_databases"), pytest.mark.django_db]
CREATED = re.compile(r"CREATE TRIGGER (\w+)")
IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid "
        "WHERE NOT tgisinternal"
    ),
}


def promised(vendor: str) -> set[str]:
    """The triggers that all migrations together leave, by their own statements."""
    names: set[str] = set()
    executor = MigrationExecutor(connection)
    every = executor.loader.graph.leaf_nodes()
    for migration, _ in executor.migration_plan(every, clean_start=True):
        for operation in migration.operations:
            if isinstance(operation, TakeAway):
                names -= created(operation.operation, vendor)
            elif isinstance(operation, _Triggers):
                names |= created(operation, vendor)
    return names


def created(operation: _Triggers, vendor: str) -> set[str]:
    return {name for sql in operation.statements(vendor) for name in CREATED.findall(sql)}


def test_every_trigger_that_a_migration_made_is_in_force() -> None:
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}

    assert names == promised(connection.vendor)
    assert len(names) >= 10
