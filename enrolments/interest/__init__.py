"""Who wants to hear when an edition of a course is published, and the mail that tells them."""
