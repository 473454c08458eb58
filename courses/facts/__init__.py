"""The practical facts of a course and of an edition, and changing them."""
