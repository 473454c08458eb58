"""The port of the demo: which, and is it free?"""

import errno
import socket

from tools.options import option
from tools.terminal import Stop

DEFAULT = "8000"


def chosen() -> int:
    """The port that `PORT` asks for."""
    asked = option("PORT") or DEFAULT
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Stop(f"PORT={asked} is no port: choose a number from 1 to 65535, such as PORT={DEFAULT}.")
    return int(asked)


def require_free(port: int) -> None:
    """`Stop` when somebody listens there already, on any address that `localhost` stands for."""
    for family, kind, _, _, address in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                _explain(error, port)


def _explain(error: OSError, port: int) -> None:
    if error.errno == errno.EADDRINUSE:
        raise Stop(f"Port {port} is in use. Stop what runs there, or: make demo PORT={port + 1}") from None
    if error.errno == errno.EACCES:
        raise Stop(f"Port {port} is not for everybody. Choose one above 1023: make demo PORT={DEFAULT}") from None
    if error.errno != errno.EADDRNOTAVAIL:  # a machine without IPv6 has no ::1, and that is fine
        raise error
