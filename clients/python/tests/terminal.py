"""A terminal with a shell in it, in which things are typed and what is printed is read."""

import codecs
import os
import pty
import re
import signal
import subprocess
import termios
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self

PATIENCE_S = 60.0
# The prompt tells how the last command ended, in characters that nobody prints.
SHELL = {"PS1": "\x02$?\x03", "PS2": "", "TERM": "dumb"}
PROMPT = re.compile("\x02(\\d+)\x03")


class Terminal:
    """Bash on a terminal of its own, so that Ctrl-C reaches what runs in it."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str]) -> None:
        self._name = name
        self._ours, inside = pty.openpty()
        settings = termios.tcgetattr(inside)
        settings[1] &= ~termios.ONLCR
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(inside, termios.TCSANOW, settings)
        self._shell = subprocess.Popen(
            ["setsid", "--ctty", "bash", "--norc", "--noprofile", "--noediting", "-i"],
            cwd=folder,
            env={**environment, **SHELL},
            stdin=inside,
            stdout=inside,
            stderr=inside,
        )
        os.close(inside)
        self._printed = ""
        self._is_gone = False
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Bash passes the end of the line on to what runs in it.
        self._shell.send_signal(signal.SIGHUP)
        self._shell.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        os.close(self._ours)

    def type(self, keys: str) -> None:
        """Types, into the shell or into what runs in it."""
        os.write(self._ours, keys.encode())

    def until_done(self) -> tuple[int, str]:
        """Waits until the command has ended; gives its status and what it printed last."""
        with self._news:
            self._wait(0)
            prompt = PROMPT.search(self._printed)
            assert prompt is not None, f"{self._name}: the shell is gone"
            printed = self._printed[: prompt.start()]
            self._printed = self._printed[prompt.end() :]
            return int(prompt[1]), printed

    def lines(self, count: int) -> str:
        """Waits for so many lines or the end of the command; gives the lines that came."""
        with self._news:
            self._wait(count)
            lines = PROMPT.split(self._printed)[0].splitlines(keepends=True)
            printed = "".join(lines[:count])
            self._printed = self._printed[len(printed) :]
            return printed

    def _wait(self, count: int) -> None:
        def has_come() -> bool:
            if self._is_gone or PROMPT.search(self._printed):
                return True
            return 0 < count <= self._printed.count("\n")

        came = self._news.wait_for(has_come, PATIENCE_S)
        assert came, f"{self._name}: nothing more within {PATIENCE_S} s\n{self._printed}"

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while True:
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # Nothing has this terminal any more.
                data = b""
            with self._news:
                self._printed += decoder.decode(data)
                self._is_gone = not data
                self._news.notify_all()
            if not data:
                return
