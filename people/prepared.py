"""Queries that are asked so often that their SQL is made once (docs/decisions/0034).

Django takes longer to make it than a database to answer. They are written like any other query, with
a `Given` for what differs each time they are asked.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

Rows = list[tuple[Any, ...]]
Kind = TypeVar("Kind", bound=Model)


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
        _compiler, sql, params, converted = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [one.of(given) if isinstance(one, Given) else one for one in params])
            return converted(cursor.fetchall())

    @cached_property
    def _made(self) -> tuple[Any, str, tuple[Any, ...], Callable[[Rows], Rows]]:
        compiler: Any = self.make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        if not converters:
            return compiler, sql, tuple(params), lambda rows: rows
        converted = compiler.apply_converters
        return compiler, sql, tuple(params), lambda rows: [tuple(row) for row in converted(rows, converters)]


class PreparedObjects(Prepared, Generic[Kind]):
    """A query of objects, with what it joins (`select_related`) and counts (`annotate`); without what it prefetches."""

    def __init__(self, make: Callable[[], QuerySet[Kind, Kind]]) -> None:
        super().__init__(make)

    def found(self, **given: object) -> list[Kind]:
        """Its objects, with what is `given` in the place of each `Given` of that name. One query."""
        return [self._object(row) for row in self.rows(**given)]

    def _object(self, row: tuple[Any, ...]) -> Kind:
        kind, own, names, joined, counted = self._parts
        one: Kind = kind.from_db(connection.alias, names, row[own])
        for populator in joined:
            populator.populate(row, one)
        for name, place in counted.items():
            setattr(one, name, row[place])
        return one

    @cached_property
    def _parts(self) -> tuple[type[Kind], slice, list[str], list[Any], dict[str, int]]:
        """What Django's own iterator of objects reads from the SQL that was made."""
        compiler = self._made[0]
        places = compiler.klass_info["select_fields"]
        own = slice(places[0], places[-1] + 1)
        names = [column.target.attname for column, _sql, _alias in compiler.select[own]]
        populators: Any = get_related_populators  # Django 6.1 asks one thing more
        joined = populators(compiler.klass_info, compiler.select, connection.alias)
        return compiler.klass_info["model"], own, names, joined, compiler.annotation_col_map or {}
