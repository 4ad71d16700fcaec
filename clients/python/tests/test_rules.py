"""What every client does: attempts, waits, deadlines, request ids, errors and versions."""

import time
import warnings
from itertools import islice

import grpc
import pytest
from conftest import Connect
from faulty import Fault, Faulty, Told, checkpoint, commit, event

import beraad._rules as rules
from beraad import (
    AddressUnusable,
    Caller,
    CallerUnusable,
    DeadlineExceeded,
    Refused,
    Unavailable,
    UnexpectedStatus,
    Unreachable,
    VersionSkewWarning,
    Violation,
    connect,
    connect_async,
    refusals,
    v1,
)
from beraad._request import given
from beraad._settings import Settings

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.fixture
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "WAIT_FIRST_SECONDS", 0.001)


fast = pytest.mark.usefixtures("_fast")


@fast
def test_all_attempts_carry_the_same_request_id_caller_and_what_is_left(
    connect_with: Connect,
) -> None:
    with Faulty([Fault(retry_seconds=0.2), Fault(retry_seconds=0.2)]) as server:
        caller = Caller.member("buurt-app", "deliberations/d/parties/p")
        headers = {"X-Forwarded-For": "site"}
        settings = {"caller": caller, "language": "nl", "headers": headers, "deadline": 3}
        with connect_with(server.url, **settings) as client:
            client.admin.erase_subject()
    assert len(server.seen) == 3
    assert len({sent.request.request_id for sent in server.seen}) == 1
    assert len(server.seen[0].request.request_id) == 36
    for sent in server.seen:
        assert sent.metadata["beraad-role"] == "member"
        assert sent.metadata["beraad-credential"] == "buurt-app"
        assert sent.metadata["beraad-member"] == "deliberations/d/parties/p"
        assert sent.metadata["accept-language"] == "nl"
        assert sent.metadata["x-forwarded-for"] == "site"
        assert "beraad-issuer" not in sent.metadata
    left = [sent.seconds_left or 0 for sent in server.seen]
    assert 2.5 < left[0] < 3.1
    assert left[0] - left[2] > 0.3, "one deadline for all attempts"


@fast
def test_five_attempts_are_all(connect_with: Connect) -> None:
    with Faulty([Fault()] * 9) as server, connect_with(server.url) as client:
        with pytest.raises(Unavailable, match="after 5 attempts: not now"):
            client.admin.erase_subject()
        assert len(server.seen) == 5


@fast
@pytest.mark.parametrize("code", [grpc.StatusCode.INTERNAL, grpc.StatusCode.ABORTED, EXHAUSTED])
def test_what_does_not_pass_is_sent_once(connect_with: Connect, code: grpc.StatusCode) -> None:
    with Faulty([Fault(code)] * 9) as server, connect_with(server.url) as client:
        with pytest.raises(UnexpectedStatus) as caught:
            client.admin.erase_subject()
        assert (caught.value.code, len(server.seen)) == (code, 1)


@fast
def test_what_the_server_asks_to_wait_is_waited(connect_with: Connect) -> None:
    busy = Fault(EXHAUSTED, "BUSY", retry_seconds=0.3)
    with Faulty([busy]) as server, connect_with(server.url) as client:
        began = time.monotonic()
        client.admin.erase_subject()
        assert time.monotonic() - began >= 0.3
    assert len(server.seen) == 2


def test_a_wait_that_would_pass_the_deadline_is_not_begun(connect_with: Connect) -> None:
    busy = Fault(EXHAUSTED, "BUSY", retry_seconds=0.9)
    with Faulty([busy] * 9) as server, connect_with(server.url, deadline=0.5) as client:
        began = time.monotonic()
        with pytest.raises(refusals.Busy) as caught:
            client.admin.erase_subject()
        assert time.monotonic() - began < 0.5
    assert caught.value.retry_after == 0.9
    assert len(server.seen) == 1


def test_fewer_attempts_can_be_asked_for(connect_with: Connect) -> None:
    with Faulty([Fault()] * 9) as server, connect_with(server.url) as client:
        with pytest.raises(Unavailable, match="after 1 attempts"):
            client.with_attempts(1).admin.erase_subject()
        assert len(server.seen) == 1
    for most in (0, 6):
        with pytest.raises(ValueError, match="give 1 to 5"):
            Settings(attempts=most)
    with pytest.raises(ValueError, match="more than 0"):
        Settings(deadline=0)


def test_waits_grow_threefold_and_are_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    for chance in (0.5, 1.0):
        monkeypatch.setattr("random.uniform", lambda low, high, at=chance: at)
        waits = [rules.wait_before(attempt, None) for attempt in (2, 3, 4, 5)]
        assert waits == [chance * whole for whole in (0.25, 0.75, 2.25, 6.75)]
        assert rules.wait_before(9, None, 10.0) == 10.0 * chance
        assert rules.wait_before(2, 3.0) == 3.0


@fast
def test_a_reason_of_a_newer_server_keeps_its_name(connect_with: Connect) -> None:
    newer = Fault(grpc.StatusCode.FAILED_PRECONDITION, "FROM_THE_FUTURE")
    theirs = Fault(grpc.StatusCode.FAILED_PRECONDITION, "BUSY", domain="elsewhere")
    with Faulty([newer, theirs]) as server, connect_with(server.url) as client:
        with pytest.raises(Refused) as caught:
            client.admin.erase_subject()
        assert type(caught.value) is Refused
        assert str(caught.value) == "FROM_THE_FUTURE: not now"
        assert (caught.value.localized, caught.value.facts) == (None, {"phase": "draft"})
        with pytest.raises(UnexpectedStatus):
            client.admin.erase_subject()


def test_no_answer_within_the_deadline(connect_with: Connect) -> None:
    with Faulty() as server, connect_with(server.url, deadline=0.3) as client:
        with pytest.raises(DeadlineExceeded, match=r"within 0\.3 s"):
            next(client.log.watch(deliberation="deliberations/d"))
    late = Fault(grpc.StatusCode.DEADLINE_EXCEEDED)
    with Faulty([late]) as server, connect_with(server.url) as client:
        with pytest.raises(DeadlineExceeded, match=r"within 40\.0 s"):
            client.admin.erase_subject()


def test_a_server_that_gives_up_at_the_deadline_says_so_in_its_own_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cancelled = rules.Failure(grpc.StatusCode.CANCELLED, "Timeout expired")
    attempts = rules.Attempts(Settings(deadline=5))
    with pytest.raises(UnexpectedStatus):
        attempts.wait_after(cancelled)
    later = time.monotonic() + 5
    monkeypatch.setattr("time.monotonic", lambda: later)
    with pytest.raises(DeadlineExceeded):
        attempts.wait_after(cancelled)


@fast
def test_an_export_is_begun_again_but_not_taken_up(connect_with: Connect) -> None:
    with Faulty([Fault()]) as server, connect_with(server.url) as client:
        records = client.log.export(deliberation="deliberations/d")
        assert next(records).header.format == 1
        with pytest.raises(Unavailable):
            next(records)
        assert len(server.seen) == 2


@fast
def test_a_watch_goes_on_after_the_last_whole_commit(connect_with: Connect) -> None:
    watches: list[list[Told]] = [
        [Fault()],
        [event(1), event(2), commit(1, 2), event(3), Fault()],
        [Fault(EXHAUSTED, "CALLER_BUSY", retry_seconds=0.01)],
        [Fault()],
        [Fault()],
        [Fault()],
        [Fault()],
        [Fault()],
        [event(3), event(4), commit(3, 4), checkpoint(4), Fault(EXHAUSTED, "LIMIT_REACHED")],
    ]
    with Faulty(watches=watches) as server, connect_with(server.url) as client:
        stream = client.log.watch(deliberation="deliberations/d")
        updates = list(islice(stream, 3))
        assert [[e.sequence for e in update.events] for update in updates] == [[1, 2], [3, 4], []]
        assert [update.position for update in updates] == [2, 4, 4]
        with pytest.raises(refusals.LimitReached):
            next(stream)
        after = [sent.request.start_after_sequence for sent in server.seen]
        assert after == [0, 0, *[2] * 7]


@fast
def test_a_watch_that_never_began_gives_up_as_a_call_does(connect_with: Connect) -> None:
    with Faulty(watches=[[Fault()] for _ in range(9)]) as server:
        with connect_with(server.url) as client, pytest.raises(Unavailable, match="5 attempts"):
            next(client.log.watch(deliberation="deliberations/d"))
        assert len(server.seen) == 5


@fast
def test_a_silent_watch_is_taken_up_again(
    connect_with: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beraad._sync.SILENCE", 0.2)
    monkeypatch.setattr("beraad._aio.SILENCE_SECONDS_MAX", 0.2)
    with Faulty(watches=[[event(1), commit(1, 1)]]) as server:
        with connect_with(server.url) as client:
            stream = client.log.watch(deliberation="deliberations/d")
            assert next(stream).position == 1
            server.watches.append([])
            server.watches.append([event(2), commit(2, 2)])
            assert next(stream).position == 2
            stream.close()


@fast
def test_an_event_that_is_missing_is_told(connect_with: Connect) -> None:
    with Faulty(watches=[[event(2), commit(2, 2)]]) as server, connect_with(server.url) as client:
        with pytest.raises(UnexpectedStatus, match=r"events \[2\] after sequence 0"):
            next(client.log.watch(deliberation="deliberations/d"))


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:7440", "ftp://127.0.0.1", "http://", "http://a b", "http://a:x", "http://a/b"],
)
def test_what_is_no_address_is_told_without_connecting(url: str) -> None:
    for connecting in (connect, connect_async):
        with pytest.raises(AddressUnusable, match="write it as http://127"):
            connecting(url)


def test_certificates_are_looked_at_before_connecting() -> None:
    with pytest.raises(AddressUnusable, match="https://"):
        connect("http://localhost", root_certificates=b"-----BEGIN CERTIFICATE-----")
    with pytest.raises(AddressUnusable, match="no PEM"):
        connect("https://localhost", root_certificates=b"ca.pem")


def test_where_nothing_answers_is_told_at_once(connect_with: Connect) -> None:
    with Faulty() as server:
        url = server.url
    with pytest.raises(Unreachable, match="beraad serve"):
        connect_with(url)


def test_what_metadata_cannot_hold_is_named(connect_with: Connect) -> None:
    with Faulty() as server, connect_with(server.url) as client:
        with pytest.raises(CallerUnusable, match="beraad-credential"):
            client.acting_as(Caller.facilitator("a\nb"))
        with pytest.raises(CallerUnusable, match="accept-language"):
            client.in_language("é")
        with pytest.raises(CallerUnusable, match="x y"):
            client.with_headers({"x y": "1"})


@pytest.mark.parametrize(("version", "warned"), [("0.1.7", 0), ("0.2.0", 1), ("1.1.0", 1)])
def test_versions_that_do_not_fit_are_warned_of_once(
    connect_with: Connect, version: str, warned: int
) -> None:
    with Faulty(version=version) as server, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with connect_with(server.url) as client:
            client.acting_as(Caller.observer("site")).server.get_server_info()
    assert [warning.category for warning in caught] == [VersionSkewWarning] * warned


def test_a_value_that_does_not_fit_its_field_is_named() -> None:
    with pytest.raises(TypeError, match="page_size is 'ten', which a field of its type"):
        given(v1.ListPartiesRequest, None, deliberation="deliberations/d", page_size="ten")
    with pytest.raises(TypeError, match="name is 3, which a field of its type"):
        given(v1.GetDeliberationRequest, None, name=3)


def test_a_violation_is_told_once() -> None:
    violations = (Violation("title", "is empty"), Violation("text", "is empty"))
    refused = Refused(
        "INVALID_REQUEST",
        grpc.StatusCode.INVALID_ARGUMENT,
        "title: is empty; and 1 more",
        None,
        {},
        violations,
        None,
    )
    assert str(refused) == "INVALID_REQUEST: title: is empty; and 1 more\n  text: is empty"


def test_what_to_do_depends_on_the_address() -> None:
    assert str(Unreachable("http://here", "refused")).endswith("start one with `beraad serve`")
    assert "speaks https" in str(Unreachable("https://here", "no handshake"))
