"""The server is killed and started again, and answers are lost on the way."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import plein
import pytest
from conftest import Connect
from running import Proxy, Server

import beraad._rules as rules
from beraad import Client, Unavailable, new_request_id, refusals, v1


def test_a_watch_survives_a_killed_server(durable: Server, connect_with: Connect) -> None:
    with connect_with(durable.url) as client:
        name = plein.created(client)
        wanted = 30
        seen: list[int] = []
        reached = {10: threading.Event(), 20: threading.Event(), wanted: threading.Event()}

        def follow() -> None:
            with client.log.watch(deliberation=name) as stream:
                for update in stream:
                    seen.extend(event.sequence for event in update.events)
                    for at in [at for at in reached if update.position >= at]:
                        reached[at].set()
                    if update.position >= wanted:
                        return

        following = threading.Thread(target=follow)
        following.start()
        written = client.deliberations.get_deliberation(name=name).deliberation.sequence
        for sequence in range(written + 1, wanted + 1):
            plein.add(client, name, f"s{sequence}")
            if sequence in reached and sequence != wanted:
                assert reached[sequence].wait(30)
                durable.kill()
                durable.start()
        following.join(30)
        assert not following.is_alive()
    assert seen == list(range(1, wanted + 1)), "without gap and without duplicate"


def test_another_process_goes_on_from_a_kept_position(
    durable: Server, connect_with: Connect
) -> None:
    with connect_with(durable.url) as client:
        name = plein.created(client)
        with client.log.watch(deliberation=name) as stream:
            position = next(stream).position
        durable.kill()
        durable.start()
    with connect_with(durable.url) as client:
        added = plein.add(client, name, "later")
        with client.log.watch(deliberation=name, start_after_sequence=position) as stream:
            assert next(stream).events[-1].sequence == added.written.sequence


def test_a_write_begun_while_the_server_is_down_succeeds(
    durable: Server, connect_with: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()
    real = rules.wait_before

    def noticed(*arguments: Any) -> float:
        failed.set()
        return real(*arguments)

    with connect_with(durable.url) as client, ThreadPoolExecutor() as pool:
        name = plein.created(client)
        durable.kill()
        monkeypatch.setattr(rules, "wait_before", noticed)
        adding = pool.submit(plein.add, client, name, "s1")
        assert failed.wait(10)
        durable.start()
        assert adding.result(30).name == f"{name}/statements/s1"


def swallowed(
    direct: Client, proxy: Proxy, name: str, adding: "Future[v1.AddStatementResponse]"
) -> int:
    """Waits until the write is in the log, and only then cuts; gives its sequence."""
    with direct.log.watch(deliberation=name) as stream:
        for update in stream:
            for event in update.events:
                if event.kind == "statement":
                    assert not adding.done(), "the answer was swallowed"
                    proxy.cut()
                    return event.sequence
    raise AssertionError("the watch ended")


def test_a_write_whose_answer_was_lost_is_applied_once(
    shared: Server, connect_with: Connect
) -> None:
    with Proxy(shared.port) as proxy, connect_with(shared.url) as direct:
        with connect_with(f"http://127.0.0.1:{proxy.port}") as client, ThreadPoolExecutor() as pool:
            name = plein.created(client)
            proxy.swallows = True
            # The server chooses the id, so that a second write would not be refused.
            adding = pool.submit(plein.add, client, name, "")
            sequence = swallowed(direct, proxy, name, adding)
            answer = adding.result(30)
        assert answer.written.sequence == sequence
        assert proxy.connections == 2, "the retry came over a new connection"
        statements = list(direct.participation.statements(deliberation=name))
        assert [statement.name for statement in statements] == [answer.name]
        records = direct.log.export(deliberation=name)
        events = [record for record in records if record.WhichOneof("record") == "event"]
        assert len(events) == sequence, "the log holds it once"


def test_a_write_whose_answer_was_lost_can_be_sent_again_by_hand(
    shared: Server, connect_with: Connect
) -> None:
    with Proxy(shared.port) as proxy, connect_with(shared.url) as direct:
        with connect_with(f"http://127.0.0.1:{proxy.port}") as client, ThreadPoolExecutor() as pool:
            name = plein.created(client)
            proxy.swallows = True
            facilitator = client.acting_as(plein.FACILITATOR)
            once = facilitator.with_attempts(1).participation
            request_id = new_request_id()
            request = v1.AddStatementRequest(
                deliberation=name, text="Bomen.", request_id=request_id
            )
            adding = pool.submit(once.add_statement, request)
            sequence = swallowed(direct, proxy, name, adding)
            with pytest.raises(Unavailable, match="after 1 attempts"):
                adding.result(30)
            # The connection that was cut may still be closing, which takes another attempt.
            again = facilitator.participation
            assert again.add_statement(request).written.sequence == sequence
            request.text = "Meer bomen."
            with pytest.raises(refusals.RequestIdReused):
                again.add_statement(request)


def test_an_analysis_is_followed_over_a_killed_server(
    durable: Server, connect_with: Connect
) -> None:
    with connect_with(durable.url) as client:
        name = plein.opened(client)
        with client.analysis.watch_traces(
            deliberation=name, item=f"{name}/statements/s1"
        ) as traces:
            first = next(traces)
            durable.kill()
            durable.start()
            assert next(traces) == first, "it begins again with everything"
