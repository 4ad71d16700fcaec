"""The connection to the engine: one for each process, made when it is first needed."""

import os
from collections.abc import Callable
from functools import cache
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beraad import BeraadError, Caller, Client, Refused, connect

# A page that does not come within this many seconds helps nobody.
DEADLINE_SECONDS = 10.0
_making = Lock()


@cache
def _connection(url: str, _process: int) -> Client:
    return connect(url, language="nl", deadline=DEADLINE_SECONDS)


def engine() -> Client:
    """The connection of this process, as an observer, with refusals in Dutch.

    A gRPC channel does not survive a fork, so it is never made while a module is imported: a
    server such as gunicorn imports first and forks then. The number of the process is part of the
    key, so that a child makes its own.
    """
    with _making:
        client = _connection(settings.BERAAD_URL, os.getpid())
    return client.acting_as(Caller.observer(settings.BERAAD_CREDENTIAL))


def acting_for(member: str) -> Client:
    """The connection of this process for a member, by resource name."""
    return engine().acting_as(Caller.member(settings.BERAAD_CREDENTIAL, member))


def told(refused: Refused) -> str:
    """A refusal as a sentence for the person at the form."""
    return refused.localized or refused.message


class EngineMiddleware:
    """Shows a calm page when the engine does not answer or refuses what a page needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of the client; others are Django's to show."""
        if not isinstance(error, BeraadError):
            return None
        missing = isinstance(error, Refused) and error.code.name == "NOT_FOUND"
        text = told(error) if isinstance(error, Refused) else ""
        status = 404 if missing else 503
        return render(request, "neighbourhood/trouble.html", {"text": text}, status=status)
