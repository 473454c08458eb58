"""What runs in the child process of `uploads`: it looks at one file, and knows nothing of the house.

Whoever sends a file that explodes, explodes this process only. Nothing here may import Django or another room.
"""


class Refused(Exception):
    """`reason` as `uploads` knows it; `where` is the cell or the line it is about, if it is about one."""

    def __init__(self, reason: str, where: str = "") -> None:
        self.reason, self.where = reason, where
        super().__init__(reason)
