"""A freed seat that is offered to who waits: until when, how it is answered. Rooms as on a floor.

What it does to seats is in `enrolments.actions`, under the lock of the edition (docs/decisions/0042).
"""
