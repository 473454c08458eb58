"""Queries that are asked so often that their SQL is made once (docs/decisions/0034).

Django takes longer to make it than a database to answer. They are written like any other query, with
a `Given` for what differs each time they are asked.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet

Rows = list[tuple[Any, ...]]


class Given(Expression):
    """Stands in a query for a value, of the kind of `field`, that is known when the query is asked."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def of(self, given: dict[str, object]) -> Any:
        """What the database takes for it."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


class Prepared:
    """A query of values (`values_list`), which `make` makes once."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make = make

    def rows(self, **given: object) -> Rows:
        """Its rows, with what is `given` in the place of each `Given` of that name. One query."""
        sql, params, converted = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [one.of(given) if isinstance(one, Given) else one for one in params])
            return converted(cursor.fetchall())

    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...], Callable[[Rows], Rows]]:
        compiler = self.make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        if not converters:
            return sql, tuple(params), lambda rows: rows
        return sql, tuple(params), lambda rows: [tuple(row) for row in compiler.apply_converters(rows, converters)]
