"""Seats kept for some people until a day, and what that means for who comes in and who waits. Rooms as on a floor.

What it does to those who wait is in `enrolments.actions`, under the lock of the edition.
"""
