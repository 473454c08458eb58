"""Letters: what planners see of the outbox and do with it, and what readers choose. Rooms as on a floor.

Mails of signing in and of anonymous rounds are in none of these pages; that they do not arrive is on /beheer/.
"""
