"""The guide, followed to the letter: what it says to type is typed, and what it shows is compared.

Three terminals, as in the guide, run bash. A block with a file's name is saved; `sh` is typed, line
by line; `keys` are pressed; `text` is what that terminal prints, from the last block typed there
on. What is printed without a `text` block is not compared. Other than in the guide are:

- the address of the code: a copy of the needed folders of this repository;
- `cargo build --locked`, which puts the server of `BERAAD_BIN` in its place;
- port 7440, which is a free one;
- times: `14:02:11` stands for any time, and nothing else for anything but itself.
"""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from running import REPOSITORY, Server, binary
from terminal import Terminal

GUIDE = (REPOSITORY / "docs/guide.md").read_text()
README = (REPOSITORY / "README.md").read_text()
ADDRESS_OF_THE_CODE = "https://repository.invalid/beraad.git"
NEEDED = ["scripts", "clients/LICENSE", "clients/python", "clients/typescript"]
MADE = shutil.ignore_patterns("node_modules", "dist", "build", "__pycache__", ".*_cache")
TIME = re.compile(r"\b\d\d:\d\d:\d\d\b")
CARGO = """#!/bin/sh
[ "$*" = "build --locked" ] || exit 64
mkdir -p target/debug
ln -s "$BERAAD_BIN" target/debug/beraad
"""


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """The blocks: language, what stands beside it, and content."""
    for found in re.finditer(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", text, re.MULTILINE):
        yield found[1], found[2], found[3]


def published(folder: Path) -> Path:
    """A repository with what the guide needs of this one, as it is now."""
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, folder / name, ignore=MADE)
        else:
            shutil.copy(REPOSITORY / name, folder / name)
    git = ["git", "-C", str(folder), "-c", "user.name=guide", "-c", "user.email=guide@invalid"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "The code"]):
        subprocess.run([*git, *words], check=True)
    return folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


class Reader:
    """Somebody who follows the guide."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._is_shown = False
        self._is_stopped = False
        self._before = ""

    def typed(self, lines: str) -> None:
        """Types lines once the shell is ready, each after the one before has ended."""
        self.ended()
        *first, last = lines.splitlines()
        for line in first:
            self._terminal.type(f"{line}\n")
            status, printed = self._terminal.until_done()
            assert status == 0, f"{line} ended with {status}\n{printed}"
            self._before += printed
        self._terminal.type(f"{last}\n")

    def pressed(self) -> None:
        self._terminal.type("\x03")
        self._is_stopped = True

    def shown(self, expected: str) -> None:
        """Compares what is printed next."""
        missing = expected.count("\n") - self._before.count("\n")
        printed = self._before + (self._terminal.lines(missing) if missing > 0 else "")
        assert TIME.sub("(time)", printed) == TIME.sub("(time)", expected)
        self._before, self._is_shown = "", True

    def ended(self) -> None:
        """Waits until what was typed last has ended, and printed no more than was shown."""
        status, printed = self._terminal.until_done()
        assert status == 0 or self._is_stopped, f"it ended with {status}\n{printed}"
        assert not (self._is_shown and printed.strip()), f"it also printed\n{printed}"
        self._before, self._is_shown, self._is_stopped = "", False, False


def test_the_guide_goes_as_it_says(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "cargo").write_text(CARGO)
    (tools / "cargo").chmod(0o755)
    address = f"127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "BERAAD_BIN": str(binary()),
        "BERAAD_LISTEN": address,
    }
    guide = GUIDE.replace("127.0.0.1:7440", address)
    guide = guide.replace(ADDRESS_OF_THE_CODE, str(published(tmp_path / "code")))
    folder = tmp_path / "reader"
    folder.mkdir()
    with ExitStack() as stack:
        names = ("server", "office", "screen")
        readers = {
            name: Reader(stack.enter_context(Terminal(name, folder, environment))) for name in names
        }
        for language, beside, content in blocks(guide):
            match language:
                case "sh":
                    readers[beside].typed(content)
                case "text":
                    readers[beside].shown(content)
                case "keys":
                    assert content == "Ctrl-C\n"
                    readers[beside].pressed()
                case _:
                    (folder / "quay" / beside).write_text(content)
        for reader in readers.values():
            reader.ended()


def test_the_python_of_the_root_readme_runs(
    shared: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (program,) = (content for language, _, content in blocks(README) if language == "python")
    space: dict[str, Any] = {"__name__": "readme"}
    exec(program.replace("http://127.0.0.1:7440", shared.url), space)  # noqa: S102
    space["client"].close()
    said = capsys.readouterr().out
    assert re.fullmatch(r"deliberations/\S+/statements/\S+ De kade wordt autovrij\.\n", said)
