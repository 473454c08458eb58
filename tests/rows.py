"""Every row of every table, to see what a deed changed."""

from collections.abc import Container

from django.db import connection

Tables = dict[str, list[tuple[object, ...]]]


def everything(*, without: Container[str] = ()) -> Tables:
    """Table -> its rows, in an order of their own."""
    found: Tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in without:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found[table] = sorted(map(_plain, cursor.fetchall()), key=repr)
    return found


def tables() -> list[str]:
    """The names of all tables."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
