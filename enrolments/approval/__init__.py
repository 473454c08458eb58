"""Approval: who may decide on a request, how they are asked, what they answered. Rooms as on a floor.

What it does to seats is in `enrolments.actions`, under the lock of the edition.
"""
