"""Trainers: who is asked for which session, what they answer, what they are told. Rooms as on a floor."""
