"""Migration operations by which the database itself refuses to change what must stay.

They hold against code of ours that goes wrong, against `queryset.update()` and against a console;
whoever owns the database can drop a trigger, and then the chain tells.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class _Triggers(Operation):
    """Statements for each kind of database, run after the table exists."""

    reversible = True

    def statements(self, vendor: str) -> Sequence[str]:
        """The SQL that sets the triggers up."""
        raise NotImplementedError

    def reverse_statements(self, vendor: str) -> Sequence[str]:
        """The SQL that takes them away."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Set the triggers up."""
        del app_label, from_state, to_state
        for statement in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Take the triggers away."""
        del app_label, from_state, to_state
        for statement in self.reverse_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)


class MakeAppendOnly(_Triggers):
    """Refuse UPDATE, DELETE, TRUNCATE and replacement of the rows of a table.

    `key` is the primary key: on SQLite `INSERT OR REPLACE` deletes an older row without asking the
    trigger for DELETE, so inserting a key that exists is refused before it comes to that.
    """

    def __init__(self, table: str, key: str) -> None:
        self.table = table
        self.key = key

    def describe(self) -> str:
        """What the migration says about itself."""
        return f"Make {self.table} append-only"

    def statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        if vendor == "postgresql":
            return (
                _postgresql_function(self.table),
                _postgresql_trigger(self.table, "change", "UPDATE OR DELETE", "ROW"),
                _postgresql_trigger(self.table, "truncate", "TRUNCATE", "STATEMENT"),
            )
        exists = f"EXISTS (SELECT 1 FROM {self.table} WHERE {self.key} = NEW.{self.key})"  # noqa: S608 - names of ours
        return (
            _sqlite_trigger(self.table, "update", "UPDATE"),
            _sqlite_trigger(self.table, "delete", "DELETE"),
            _sqlite_trigger(self.table, "replace", "INSERT", when=exists),
        )

    def reverse_statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        if vendor == "postgresql":
            return (f"DROP FUNCTION {self.table}_refuse() CASCADE",)
        return tuple(
            f"DROP TRIGGER {self.table}_{name}" for name in ("update", "delete", "replace")
        )


class MakeHeadGoForward(_Triggers):
    """Let the one row of a head table only be raised by one, never deleted or set back."""

    def __init__(self, table: str, number: str) -> None:
        self.table = table
        self.number = number

    def describe(self) -> str:
        """What the migration says about itself."""
        return f"Let {self.table} only go forward"

    def statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        backward = f"NEW.{self.number} <> OLD.{self.number} + 1"
        if vendor == "postgresql":
            return (
                _postgresql_function(self.table),
                _postgresql_trigger(self.table, "delete", "DELETE", "ROW"),
                _postgresql_trigger(self.table, "back", "UPDATE", "ROW", when=backward),
                _postgresql_trigger(self.table, "truncate", "TRUNCATE", "STATEMENT"),
            )
        return (
            _sqlite_trigger(self.table, "delete", "DELETE"),
            _sqlite_trigger(self.table, "back", "UPDATE", when=backward),
        )

    def reverse_statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        if vendor == "postgresql":
            return (f"DROP FUNCTION {self.table}_refuse() CASCADE",)
        return tuple(f"DROP TRIGGER {self.table}_{name}" for name in ("delete", "back"))


class MakeStatesFinal(_Triggers):
    """Refuse to change or delete a row that has come to one of its final states."""

    def __init__(self, table: str, states: Sequence[str], column: str = "state") -> None:
        self.table = table
        self.states = tuple(states)
        self.column = column

    def describe(self) -> str:
        """What the migration says about itself."""
        return f"Make {', '.join(self.states)} of {self.table} final"

    def statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        names = ", ".join(f"'{state}'" for state in self.states)
        is_final = f"OLD.{self.column} IN ({names})"
        if vendor == "postgresql":
            return (
                _postgresql_function(self.table),
                _postgresql_trigger(self.table, "final", "UPDATE OR DELETE", "ROW", when=is_final),
            )
        return (
            _sqlite_trigger(self.table, "final_update", "UPDATE", when=is_final),
            _sqlite_trigger(self.table, "final_delete", "DELETE", when=is_final),
        )

    def reverse_statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        if vendor == "postgresql":
            return (f"DROP FUNCTION {self.table}_refuse() CASCADE",)
        return tuple(
            f"DROP TRIGGER {self.table}_{name}" for name in ("final_update", "final_delete")
        )


class MakeStateFinalBut(_Triggers):
    """Refuse to delete a row in a state, and to change it unless it goes to one other state."""

    def __init__(self, table: str, state: str, to: str) -> None:
        self.table = table
        self.state = state
        self.to = to

    def describe(self) -> str:
        """What the migration says about itself."""
        return f"Let {self.table} leave {self.state} for {self.to} only"

    def statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        is_there = f"OLD.state = '{self.state}'"
        goes_wrong = f"{is_there} AND NEW.state <> '{self.to}'"
        if vendor == "postgresql":
            return (
                _postgresql_function(self.table),
                _postgresql_trigger(self.table, "final", "UPDATE", "ROW", when=goes_wrong),
                _postgresql_trigger(self.table, "kept", "DELETE", "ROW", when=is_there),
            )
        return (
            _sqlite_trigger(self.table, "final_update", "UPDATE", when=goes_wrong),
            _sqlite_trigger(self.table, "final_delete", "DELETE", when=is_there),
        )

    def reverse_statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        if vendor == "postgresql":
            return (f"DROP FUNCTION {self.table}_refuse() CASCADE",)
        return tuple(
            f"DROP TRIGGER {self.table}_{name}" for name in ("final_update", "final_delete")
        )


class TakeAway(_Triggers):
    """Take the triggers of an earlier operation away, for others in their place."""

    def __init__(self, operation: _Triggers) -> None:
        self.operation = operation

    def describe(self) -> str:
        """What the migration says about itself."""
        return f"No longer: {self.operation.describe()}"

    def statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        return self.operation.reverse_statements(vendor)

    def reverse_statements(self, vendor: str) -> Sequence[str]:
        """See the class."""
        return self.operation.statements(vendor)


def _postgresql_function(table: str) -> str:
    # 23001 is restrict_violation: Django shows both databases' refusal as IntegrityError.
    return (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN RAISE EXCEPTION ''{table} is append-only'' USING ERRCODE = ''23001''; END'"
    )


def _postgresql_trigger(table: str, name: str, on: str, each: str, *, when: str = "") -> str:
    condition = f"WHEN ({when}) " if when else ""
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {on} ON {table} FOR EACH {each} "
        f"{condition}EXECUTE FUNCTION {table}_refuse()"
    )


def _sqlite_trigger(table: str, name: str, on: str, *, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {on} ON {table} FOR EACH ROW {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
