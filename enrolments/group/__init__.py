"""Colleagues enrolled by their training contact in one go: who they are, what becomes of each. Rooms as on a floor.

What it does to seats is in `enrolments.actions`, under the lock of the edition.
"""
