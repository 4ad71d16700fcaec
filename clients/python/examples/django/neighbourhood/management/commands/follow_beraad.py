"""Follows the log of a deliberation and stores its events."""

import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from beraad import BeraadError, Update
from neighbourhood.engine import engine
from neighbourhood.models import LogEvent, LogPosition


class Command(BaseCommand):
    """Stores each commit together with the position after it, and goes on from there."""

    help = "Follows the log of a deliberation until it is stopped; started again it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes the deliberation."""
        parser.add_argument("deliberation", help="its name, such as deliberations/plein")

    def handle(self, *_: Any, deliberation: str, **__: Any) -> None:
        """Follows until it is stopped."""
        kept = LogPosition.objects.filter(deliberation=deliberation).first()
        position = kept.position if kept else 0
        # Whatever it interrupts: a commit that is not stored whole is not stored.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self.follow(deliberation, position)
        except BeraadError as error:
            raise CommandError(str(error)) from None

    def follow(self, deliberation: str, position: int) -> None:
        """Stores what comes after a position, and says how far it is."""
        log = engine().log
        with log.watch(deliberation=deliberation, start_after_sequence=position) as updates:
            for update in updates:
                if update.commit is not None:
                    store(deliberation, update)
                    self.stdout.write(f"{deliberation} stored to {update.position}")
                    self.stdout.flush()


@transaction.atomic
def store(deliberation: str, update: Update) -> None:
    """Stores a commit and its position: both or neither."""
    LogEvent.objects.bulk_create(
        LogEvent(
            deliberation=deliberation,
            sequence=event.sequence,
            kind=event.kind,
            time=event.time,
            item=event.envelope.item,
            party=event.envelope.party,
        )
        for event in update.events
    )
    LogPosition.objects.update_or_create(
        deliberation=deliberation, defaults={"position": update.position}
    )
