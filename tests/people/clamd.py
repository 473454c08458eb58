"""A virus scanner that speaks clamd's INSTREAM over a real socket, and finds the test file that all scanners know."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.corpus.files import EICAR

COMMAND = b"zINSTREAM\0"
LARGEST = 25 * 1024 * 1024  # bytes that it looks at, as clamd by itself


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(len(COMMAND)) != COMMAND:
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        stream = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            stream += self.rfile.read(size)
        if len(stream) > LARGEST:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR in stream:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class _Speechless(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Hangs up without a word, as a scanner that is just starting."""


@contextmanager
def listening(at: Path | None = None, *, speaks: bool = True) -> Iterator[str]:
    """The setting that leads to the scanner: a socket in a folder of this machine, or a port of it."""
    talk = _Talk if speaks else _Speechless
    server = socketserver.UnixStreamServer(str(at), talk) if at else socketserver.TCPServer(("127.0.0.1", 0), talk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield str(at) if at else f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
