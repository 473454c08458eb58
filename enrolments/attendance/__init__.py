"""Attendance: who should be at a session, who may say whether they were, what follows. Rooms as on a floor."""
