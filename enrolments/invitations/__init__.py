"""Editions that are by invitation: who may enrol there, and the mail that tells them. Rooms as on a floor."""
