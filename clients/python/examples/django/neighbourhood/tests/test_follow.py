"""The command that follows the log, killed and started again."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from threading import Thread

import plein
from django.test import SimpleTestCase
from running import Server

from beraad import connect

SITE = Path(__file__).resolve().parents[2]


class Following:
    """The command in a process of its own, on a database of its own."""

    def __init__(self, database: Path, server: Server, name: str) -> None:
        settings = {"SITE_DATABASE": str(database), "BERAAD_URL": server.url}
        self._environment = {**os.environ, **settings}
        self._name = name

    def migrate(self) -> None:
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=SITE, env=self._environment, check=True)

    def start(self) -> None:
        command = [sys.executable, "manage.py", "follow_beraad", self._name]
        self.process = subprocess.Popen(
            command, cwd=SITE, env=self._environment, stdout=subprocess.PIPE, text=True
        )

    def until(self, sequence: int) -> None:
        """Waits until it says that it stored so far."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if int(line.split()[-1]) >= sequence:
                return
        raise AssertionError(f"the command ended before sequence {sequence}")

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Follow(SimpleTestCase):
    def test_killed_and_started_again_it_loses_and_doubles_nothing(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        database = folder / "site.sqlite"
        with Server(folder / "data") as server, connect(server.url) as beraad:
            name = plein.created(beraad)
            last = 60
            following = Following(database, server, name)
            following.migrate()
            begun = beraad.deliberations.get_deliberation(name=name).deliberation.sequence

            def write() -> None:
                for sequence in range(begun + 1, last + 1):
                    plein.add(beraad, name, f"s{sequence}")

            writing = Thread(target=write)
            following.start()
            following.until(begun)
            writing.start()
            for killed_at in (10, 30, 50):
                following.until(killed_at)
                following.stop(signal.SIGKILL)
                following.start()
            following.until(55)
            server.kill()
            server.start()
            following.until(last)
            writing.join()
            self.assertEqual(following.stop(signal.SIGTERM), 0)
        with closing(sqlite3.connect(database)) as stored:
            events = stored.execute(
                "select sequence, kind from neighbourhood_logevent order by id"
            ).fetchall()
            positions = stored.execute(
                "select deliberation, position from neighbourhood_logposition"
            ).fetchall()
        self.assertEqual([sequence for sequence, _ in events], list(range(1, last + 1)))
        self.assertEqual(events[0][1], "deliberation_created")
        self.assertEqual(positions, [(name, last)])
