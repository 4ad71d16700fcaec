"""The scenario player tells what came of every kind of step."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from running import Server

PLAYER = Path(__file__).with_name("player.py")
FRONT = {"role": "facilitator", "credential": "front-office"}
NAME = "deliberations/plein"


def party(name: str) -> dict[str, str]:
    member = f"{NAME}/parties/{name}"
    return {"role": "member", "credential": "app", "member": member}


def framing() -> list[dict[str, Any]]:
    charter = {"scale": {"lo": -2, "hi": 2}}
    whole = {"deliberationId": "plein", "title": "Het plein", "challenge": "Hoe?"}
    call = "DeliberationService."
    steps: list[dict[str, Any]] = [
        {"call": f"{call}CreateDeliberation", "request": {**whole, "charter": charter}}
    ]
    for name in ("bewoners", "gemeente"):
        added = {"partyId": name, "displayName": name, "kind": "PARTY_KIND_OTHER"}
        accepted = {"member": f"{NAME}/parties/{name}", "charterVersion": 1, "challengeVersion": 1}
        steps.append({"call": f"{call}AddParty", "request": {"deliberation": NAME, **added}})
        steps.append({"as": party(name), "call": f"{call}AcceptCharter", "request": accepted})
    text = {"deliberation": NAME, "statementId": "bomen", "text": "Meer bomen."}
    rounds = {"activities": ["ACTIVITY_RATE"], "closing": {"byFacilitator": {}}}
    steps += [
        {"call": "ParticipationService.AddStatement", "request": text},
        {"call": f"{call}DeclareReady", "request": {"deliberation": NAME}},
        {"call": f"{call}OpenRound", "request": {"deliberation": NAME, **rounds}},
    ]
    return [{"as": FRONT, **step} for step in steps]


def steps() -> list[dict[str, Any]]:
    stance = {"item": f"{NAME}/statements/bomen", "member": f"{NAME}/parties/bewoners", "value": 2}
    batch = {"deliberation": NAME, "stances": [stance]}
    erased = {"as": {**FRONT, "credential": "a\nb"}, "call": "ServerService.GetServerInfo"}
    early = {"call": "AnalysisService.GetConvergence", "request": {"deliberation": NAME}}
    never = {"name": NAME, "atLeastSequence": "9999"}
    late = {"call": "DeliberationService.GetDeliberation", "request": never}
    listed = {"pages": "DeliberationService.ListParties"}
    return [
        *framing(),
        {"as": party("bewoners"), "stances": [batch, batch]},
        {"analysis": {"deliberation": NAME}, "take": 1},
        {"traces": {"deliberation": NAME, "item": f"{NAME}/statements/bomen"}, "take": 1},
        {**listed, "request": {"deliberation": NAME, "pageSize": 1}},
        {"watch": {"deliberation": NAME}},
        {"export": {"deliberation": NAME}},
        {"language": "nl", **early},
        {"as": FRONT, "call": "DeliberationService.AddParty", "headers": {"x-app": "site"}},
        erased,
        {**late, "attempts": 1, "deadline_ms": 100},
    ]


def play(server: str, steps: list[dict[str, Any]], *options: str) -> list[dict[str, Any]]:
    scenario = json.dumps({"server": server, "steps": steps})
    command = [sys.executable, str(PLAYER), *options]
    played = subprocess.run(command, input=scenario, capture_output=True, text=True, check=True)
    told: list[dict[str, Any]] = json.loads(played.stdout)["steps"]
    return told


@pytest.mark.parametrize("options", [[], ["--async"]])
def test_every_kind_of_step(options: list[str]) -> None:
    with Server() as server:
        told = play(server.url, steps(), *options)
    made, played = told[: len(framing())], told[len(framing()) :]
    assert all(list(outcome) == ["answer"] for outcome in made), made
    stances, figures, traces, parties, watch, export, early, form, caller, late = played
    assert [answer["message"] for answer in stances["answers"]] == ["1", "2"]
    assert len(figures["answers"]) == len(traces["answers"]) == 1
    assert [item["name"].rpartition("/")[2] for item in parties["items"]] == [
        "bewoners",
        "gemeente",
    ]
    updates = watch["updates"]
    assert updates[0]["events"][0]["sequence"] == "1"
    assert updates[0]["events"][0]["payload"]["deliberationCreated"]
    assert "Het plein" in updates[0]["events"][0]["texts"].values()
    assert updates[-1]["events"] == []
    assert updates[-1]["checkpoint"]["sequence"] == updates[-2]["position"]
    assert updates[-2]["events"][0]["withheld"] == "WITHHELD_UNTIL_ROUND_CLOSES"
    assert "header" in export["records"][0]
    assert "trailer" in export["records"][-1]
    assert early["refused"]["type"] == "RoundNotClosed"
    assert early["refused"]["localized"].startswith("Ronde 1")
    assert early["refused"]["retry_after_ms"] == 0
    assert form["refused"]["reason"] == "INVALID_REQUEST"
    assert {"field", "description"} == set(form["refused"]["violations"][0])
    assert caller == {"failed": "CallerUnusable"}
    assert late == {"failed": "DeadlineExceeded"}


def test_a_server_that_is_not_there() -> None:
    with Server() as server:
        url = server.url
    step = {"call": "ServerService.GetServerInfo"}
    assert play(url, [step, step]) == [{"failed": "Unreachable"}] * 2
    assert play("plein", [step]) == [{"failed": "AddressUnusable"}]
