"""One row asked for so often that putting the question into SQL costs more than its answer.

Django writes the SQL of a query set anew each time it is asked. On the busiest evening three of
four questions of a family are the same one, whose six tables took 2.8 of 3.4 ms to write down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Value = str | int


@dataclass(frozen=True)
class _Written:
    """A question as SQL, and how a row of its answer becomes an object.

    `params` are values, or the names of what is given with each question; `converters` are by
    column: the functions and the expression that each of them wants to know.
    """

    model: type[Any]
    sql: str
    params: tuple[tuple[str, Any], ...]
    first_column: int
    attributes: list[str]
    populators: list[Any]
    converters: list[tuple[int, list[Any], Any]]


class PreparedFirst(Generic[M]):
    """`build(**values).first()`, written into SQL once for each kind of database.

    `samples` are values of the same types, used for nothing but to find their places in the SQL:
    choose some that the query set holds nowhere else. The query set may select related rows and
    leave columns out; it may not prefetch, annotate, or change its shape with the values.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **samples: Value) -> None:
        self._build = build
        self._samples = samples
        self._written: dict[str, _Written] = {}

    def first(self, **values: Value) -> M | None:
        """The first row for these values, with what it brings along; None without one."""
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write()
        params = [values[name] if name else value for name, value in written.params]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for column, converters, expression in written.converters:
            for convert in converters:
                row[column] = convert(row[column], expression, connection)
        last = written.first_column + len(written.attributes)
        own = row[written.first_column : last]
        made = written.model.from_db(connection.alias, written.attributes, own)
        for populator in written.populators:
            populator.populate(row, made)
        return cast("M", made)

    def _write(self) -> _Written:
        """The SQL of the question; raises LookupError where a sample is not there exactly once."""
        query = self._build(**self._samples).query.chain()
        query.set_limits(high=1)
        compiler = query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        for name, sample in self._samples.items():
            if sum(type(one) is type(sample) and one == sample for one in params) != 1:
                raise LookupError(f"the sample of {name} is not in the question exactly once")
        names = {(type(sample), sample): name for name, sample in self._samples.items()}
        own = compiler.klass_info["select_fields"]
        columns = compiler.select[own[0] : own[-1] + 1]
        converters = compiler.get_converters([one[0] for one in compiler.select])
        return _Written(
            compiler.klass_info["model"],
            sql,
            tuple((names.get((type(one), one), ""), one) for one in params),
            own[0],
            [column[0].target.attname for column in columns],
            get_related_populators(  # type: ignore[call-arg]  # stubs of a later Django
                compiler.klass_info, compiler.select, connection.alias
            ),
            [(column, found, expression) for column, (found, expression) in converters.items()],
        )
