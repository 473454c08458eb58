"""The advice: its sections, what it is weighed by, the evidence in it, and the document. Rooms as on a floor."""
