"""The real server, and what can happen on the way to it."""

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Self

REPOSITORY = Path(__file__).resolve().parents[3]


def binary() -> Path:
    """The server: `BERAAD_BIN`, or the one built in this repository."""
    path = Path(os.environ.get("BERAAD_BIN", REPOSITORY / "target/debug/beraad"))
    if not path.is_file():
        raise FileNotFoundError(f"no server at {path}; build it, or name it in BERAAD_BIN")
    return path


class Server:
    """A server of its own, in memory or with a log that outlives it."""

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, on the same port as before, and waits until it listens."""
        log = ["--memory"] if self._data is None else ["--data", str(self._data)]
        command = [str(binary()), "serve", *log, "--listen", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        assert self._process.stderr is not None
        said = ""
        for line in self._process.stderr:
            said += line
            if found := re.search(r"listens on http://[^ ,]*:(\d+)", line):
                self.port = int(found[1])
                # What it says later must not fill the pipe.
                self._drain = threading.Thread(target=self._process.stderr.read, daemon=True)
                self._drain.start()
                return
        raise RuntimeError(f"the server did not start: {said}")

    def kill(self) -> None:
        """Kills it as a power failure would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._drain.join()
        assert self._process.stderr is not None
        self._process.stderr.close()


class Proxy:
    """Passes bytes on to a server; it can swallow answers, cut connections and end TLS."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._server_port = port
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.swallows = False
        self.connections = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Cuts every connection, and answers those that come again."""
        self.swallows = False
        cut, self._open = self._open, []
        for end in cut:
            shut(end)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                if self._tls is not None:
                    client = self._tls.wrap_socket(client, server_side=True)
            except ssl.SSLError:
                continue
            except OSError:
                if self._listening.fileno() < 0:
                    return
                continue
            self.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                client.close()
                continue
            self._open += [client, server]
            for ends in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        try:
            while data := source.recv(65536):
                if not (answers and self.swallows):
                    sink.sendall(data)
        except OSError:
            pass  # It was cut.
        for end in (source, sink):
            shut(end)
        source.close()


def shut(end: socket.socket) -> None:
    """Ends a connection, for the other side as well."""
    # It may have been ended before.
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
