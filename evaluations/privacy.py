"""What the fourth floor knows about a person: nothing yet; questions are not about anybody."""

from people.register import Record

RECORDS: list[Record] = []
