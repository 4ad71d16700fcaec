"""What the site keeps itself: who its visitors are in the engine, and what it saw in the log."""

from django.conf import settings
from django.db import models


class Membership(models.Model):
    """Which member of a deliberation a visitor of this site is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    deliberation = models.CharField(max_length=80)
    member = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "deliberation"], name="one_member_each")
        ]

    def __str__(self) -> str:
        return self.member


class LogPosition(models.Model):
    """How far the log of a deliberation was stored."""

    deliberation = models.CharField(max_length=80, primary_key=True)
    position = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.deliberation} to {self.position}"


class LogEvent(models.Model):
    """One event of a log, without its texts: those stay where an erasure reaches them."""

    deliberation = models.CharField(max_length=80)
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=80)
    time = models.DateTimeField()
    item = models.CharField(max_length=240, blank=True)
    party = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["deliberation", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "sequence"], name="each_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.deliberation} {self.sequence} {self.kind}"
