"""The list of attendants of a network day: who wants stands on it, by name and organisation, until a month after."""
