"""The calls, against the real server."""

import pickle
import threading
from collections.abc import Iterator

import plein
import pytest

from beraad import Caller, Client, Refused, Update, new_request_id, refusals, v1


def test_fields_and_whole_requests_say_the_same(client: Client) -> None:
    facilitator = client.acting_as(plein.FACILITATOR).deliberations
    first = facilitator.create_deliberation(title="Het plein")
    second = facilitator.create_deliberation(v1.CreateDeliberationRequest(title="Het plein"))
    found = [client.deliberations.get_deliberation(name=a.name) for a in (first, second)]
    assert [a.deliberation.title.value for a in found] == ["Het plein", "Het plein"]
    with pytest.raises(TypeError, match=r"fields of it are given \(title\); give one"):
        facilitator.create_deliberation(v1.CreateDeliberationRequest(), title="Het plein")
    with pytest.raises(TypeError, match="is a Text; give a CreateDeliberationRequest"):
        facilitator.create_deliberation(v1.Text())  # type: ignore[arg-type]


def test_a_value_of_nought_and_a_pass_are_told_apart(client: Client) -> None:
    name = plein.created(client)
    facilitator = client.acting_as(plein.FACILITATOR).deliberations
    facilitator.add_party(
        deliberation=name,
        party_id="bewoners",
        display_name="Bewoners",
        kind=v1.PARTY_KIND_RESIDENT,
    )
    rate = client.acting_as(plein.party(name)).deliberations.rate_challenge
    member = f"{name}/parties/bewoners"
    rate(member=member, version=1, value=0)
    rated = next(client.deliberations.parties(deliberation=name)).challenge_rating
    assert rated.WhichOneof("answer") == "value"
    rate(member=member, version=1, pass_=v1.Pass())
    rated = next(client.deliberations.parties(deliberation=name)).challenge_rating
    assert rated.WhichOneof("answer") == "pass"


def test_a_refusal_is_an_exception_of_its_reason(client: Client) -> None:
    name = plein.created(client)
    dutch = client.acting_as(plein.FACILITATOR).in_language("nl").deliberations
    with pytest.raises(refusals.PhaseNotAllowed) as caught:
        dutch.close_deliberation(deliberation=name)
    refused = caught.value
    assert refused.reason == "PHASE_NOT_ALLOWED"
    assert refused.code.name == "FAILED_PRECONDITION"
    assert refused.facts["phase"] == "draft"
    assert refused.localized
    assert "fase" in refused.localized
    assert refused.localized != refused.message
    again = pickle.loads(pickle.dumps(refused))  # noqa: S301
    assert (type(again), str(again), again.facts) == (type(refused), str(refused), refused.facts)


def test_bad_input_names_every_field_with_rule_and_remedy(client: Client) -> None:
    with pytest.raises(refusals.InvalidRequest) as caught:
        client.acting_as(plein.FACILITATOR).deliberations.add_party(
            deliberation="plein", party_id="De Bewoners", request_id="1"
        )
    fields = {violation.field: violation.description for violation in caught.value.violations}
    assert {"deliberation", "party_id", "display_name", "request_id"} <= set(fields)
    assert "1 to 200" in fields["display_name"]
    assert "party_id: " in str(caught.value)


def test_an_unknown_role_is_refused(client: Client) -> None:
    with pytest.raises(refusals.CallerInvalid) as caught:
        client.acting_as(Caller("boss", "x")).deliberations.create_deliberation(title="Het plein")
    assert [violation.field for violation in caught.value.violations] == ["metadata.beraad-role"]


def test_pages_give_everything_once_and_in_order(client: Client) -> None:
    name = plein.created(client)
    wanted = [f"{name}/statements/s{number}" for number in range(1, 8)]
    for number in range(1, 8):
        plein.add(client, name, f"s{number}")
    calls = client.participation
    assert [a.name for a in calls.statements(deliberation=name, page_size=3)] == wanted
    whole = v1.ListStatementsRequest(deliberation=name, page_size=2)
    assert [a.name for a in calls.statements(whole)] == wanted
    assert not whole.page_token, "the caller's request stays as it was"
    page = calls.list_statements(deliberation=name, page_size=3)
    assert len(page.statements) == 3
    assert list(client.analysis.advice(deliberation=name)) == []


def test_the_same_request_id_gives_the_same_answer(client: Client) -> None:
    name = plein.created(client)
    add = client.acting_as(plein.FACILITATOR).participation.add_statement
    request = v1.AddStatementRequest(deliberation=name, text="Bomen.", request_id=new_request_id())
    assert add(request) == add(request)
    request.ClearField("request_id")
    assert add(request).name != add(request).name
    assert not request.request_id, "the caller's request stays as it was"


def read_until_checkpoint(client: Client, name: str, after: int = 0) -> list[Update]:
    updates = []
    with client.log.watch(deliberation=name, start_after_sequence=after) as stream:
        for update in stream:
            updates.append(update)
            if update.checkpoint is not None:
                break
    return updates


def test_a_watch_gives_whole_commits_with_decoded_events(client: Client) -> None:
    name = plein.opened(client)
    mine = client.acting_as(plein.party(name))
    mine.participation.cast_stance(stance=plein.stance(name, 2))
    updates = read_until_checkpoint(client, name)
    events = [event for update in updates for event in update.events]
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[0].kind == "deliberation_created"
    assert events[0].payload is not None
    title = events[0].payload.deliberation_created.title
    assert events[0].texts[title.id] == "Het plein"
    assert events[0].time.utcoffset() is not None
    assert (events[-1].payload, events[-1].withheld) == (None, v1.WITHHELD_UNTIL_ROUND_CLOSES)
    own = read_until_checkpoint(mine, name, after=events[-2].sequence)
    assert own[0].events[0].payload is not None
    assert own[0].events[0].payload.stance_cast.value == 2
    for update in updates[:-1]:
        assert update.commit is not None
        assert update.position == update.commit.last_sequence == update.events[-1].sequence
    client.acting_as(plein.FACILITATOR).deliberations.close_round(name=f"{name}/rounds/1")
    later = read_until_checkpoint(client, name, after=updates[-1].position)
    disclosed = [update.disclosure for update in later if update.disclosure is not None]
    assert [disclosure.round for disclosure in disclosed] == [1]


def test_a_watch_of_what_is_not_there_is_refused(client: Client) -> None:
    with pytest.raises(refusals.DeliberationUnknown):
        next(client.log.watch(deliberation="deliberations/nowhere"))
    with pytest.raises(refusals.DeliberationUnknown):
        next(client.log.export(deliberation="deliberations/nowhere"))


def test_closing_a_stream_ends_whoever_waits_for_it(client: Client) -> None:
    name = plein.created(client)
    stream = client.log.watch(deliberation=name)
    quiet, ended = threading.Event(), []

    def follow() -> None:
        for update in stream:
            if update.checkpoint is not None:
                quiet.set()
        ended.append(True)

    following = threading.Thread(target=follow)
    following.start()
    assert quiet.wait(20)
    stream.close()
    following.join(20)
    assert ended == [True]


def test_an_export_begins_with_its_header_and_ends_with_its_trailer(client: Client) -> None:
    name = plein.opened(client)
    kinds = [record.WhichOneof("record") for record in client.log.export(deliberation=name)]
    assert (kinds[0], kinds[-1]) == ("header", "trailer")
    assert kinds.count("event") >= 7


def test_stances_go_over_a_stream_and_can_be_sent_again(client: Client) -> None:
    name = plein.opened(client, statements=3)
    app = client.acting_as(plein.FACILITATOR).participation
    stances = [plein.stance(name, 1, statement=f"s{number}") for number in (1, 2, 3)]
    for one in stances:
        one.channel, one.evidence = v1.CHANNEL_PAPER, "formulier 12"
    messages = [v1.StreamStancesRequest(deliberation=name, stances=[one]) for one in stances]
    answers = list(app.stream_stances(messages))
    assert [answer.message for answer in answers] == [1, 2, 3]
    assert all(message.request_id for message in messages)
    again = list(app.stream_stances(messages))
    assert [a.written.sequence for a in again] == [a.written.sequence for a in answers]

    def interrupted() -> Iterator[v1.StreamStancesRequest]:
        yield messages[0]
        raise LookupError("no second batch")

    answered = app.stream_stances(interrupted())
    assert next(answered) == answers[0]
    with pytest.raises(LookupError, match="second"):
        next(answered)


def test_figures_and_traces_are_followed(client: Client) -> None:
    name = plein.opened(client)
    facilitator = client.acting_as(plein.FACILITATOR)
    with client.analysis.watch_analysis(deliberation=name) as figures:
        next(figures)
        mine = client.acting_as(plein.party(name)).participation
        mine.cast_stance(stance=plein.stance(name, 1))
        facilitator.deliberations.close_round(name=f"{name}/rounds/1")
        assert next(figures) is not None
    with client.analysis.watch_traces(deliberation=name, item=f"{name}/statements/s1") as traces:
        assert len(next(traces).traces) == 1


def test_a_batch_tells_of_each_item_by_itself(client: Client) -> None:
    name = plein.opened(client)
    app = client.acting_as(plein.FACILITATOR).participation
    stances = [plein.stance(name, 1), plein.stance(name, 9)]
    for one in stances:
        one.channel, one.evidence = v1.CHANNEL_PAPER, "formulier 12"
    results = app.batch_cast_stances(deliberation=name, stances=stances).results
    assert [result.WhichOneof("result") for result in results] == ["sequence", "refused"]
    assert results[1].refused.reason == v1.REASON_STANCE_OUT_OF_SCALE


def test_every_reason_is_a_refusal_of_its_own() -> None:
    reasons = [name for name, number in v1.Reason.items() if number]
    assert {f"REASON_{name}" for name in refusals.BY_REASON} == set(reasons)
    assert all(issubclass(kind, Refused) and kind.__doc__ for kind in refusals.BY_REASON.values())
