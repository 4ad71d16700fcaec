// The rules of every client for one call, against services that fail as told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { Busy, DeadlineExceeded, PhaseNotAllowed, Refused, Unavailable } from "../src/common.js";
import { backoff, waitAfter } from "../src/retry.js";
import type { EraseSubjectRequest } from "../src/v1.js";
import { clientOf, hurried, never, refusal, stopClock } from "./support/fake.js";

test("a wait triples, between half of it and the whole", () => {
  const longest = [1, 2, 3, 4].map((attempt) => backoff(attempt, 1));
  assert.deepEqual(longest, [250, 750, 2250, 6750]);
  assert.equal(backoff(1, 0), 125);
});

test("only what passes by itself is waited for, and never less than the server asked", () => {
  const refused = (code: string, retryAfterMs?: number) =>
    new Refused({
      reason: "BUSY",
      code,
      message: "",
      localized: undefined,
      facts: {},
      violations: [],
      retryAfterMs,
    });
  assert.equal(waitAfter(new Unavailable(1, ""), 1, 5, 1), 250);
  assert.equal(waitAfter(new Unavailable(5, ""), 5, 5, 1), undefined);
  assert.equal(waitAfter(refused("RESOURCE_EXHAUSTED", 3000), 1, 5, 1), 3000);
  assert.equal(waitAfter(refused("RESOURCE_EXHAUSTED"), 1, 5, 1), undefined);
  assert.equal(waitAfter(refused("UNAVAILABLE"), 1, 5, 1), 250);
  assert.equal(waitAfter(refused("ABORTED", 10), 1, 5, 1), undefined);
  assert.equal(waitAfter(new DeadlineExceeded(1), 1, 5, 1), undefined);
});

test("five attempts carry the same request id and say who calls", async (t) => {
  const seen: [EraseSubjectRequest, Headers][] = [];
  const client = await clientOf({
    admin: {
      eraseSubject(request, { requestHeader }) {
        seen.push([request, requestHeader]);
        throw new ConnectError("gone", Code.Unavailable);
      },
    },
  });
  stopClock(t);
  const mine = client.with({
    caller: { role: "spokesperson", credential: "anna", member: "deliberations/d/parties/p" },
    language: "nl",
    headers: { "x-proxy": "yes" },
  });
  const request = { member: "deliberations/d/parties/p" };
  const ended = await hurried(mine.admin.eraseSubject(request));
  assert.equal(ended.status, "rejected");
  assert(ended.reason instanceof Unavailable, String(ended.reason));
  assert.equal(ended.reason.attempts, 5);
  assert.equal(seen.length, 5);
  const ids = new Set(seen.map(([{ requestId }]) => requestId));
  assert.equal(ids.size, 1);
  assert.match([...ids][0] ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(request, { member: "deliberations/d/parties/p" });
  const headers = seen[4]?.[1];
  assert.equal(headers?.get("beraad-role"), "spokesperson");
  assert.equal(headers?.get("beraad-credential"), "anna");
  assert.equal(headers?.get("beraad-member"), "deliberations/d/parties/p");
  assert.equal(headers?.get("beraad-issuer"), null);
  assert.equal(headers?.get("accept-language"), "nl");
  assert.equal(headers?.get("x-proxy"), "yes");
});

test("a request id that is given is kept", async () => {
  const seen: string[] = [];
  const client = await clientOf({
    admin: {
      eraseSubject({ requestId }) {
        seen.push(requestId);
        return {};
      },
    },
  });
  await client.admin.eraseSubject({ requestId: "mine" });
  assert.deepEqual(seen, ["mine"]);
});

test("one deadline holds for all attempts, and no wait is begun that would pass it", async () => {
  let attempts = 0;
  const client = await clientOf(
    {
      admin: {
        eraseSubject() {
          attempts += 1;
          throw refusal(Code.ResourceExhausted, "BUSY", 60);
        },
      },
      analysis: {
        getConvergence: (_, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
          }),
      },
    },
    { deadlineMs: 100 },
  );
  await assert.rejects(client.admin.eraseSubject({}), Busy);
  assert.equal(attempts, 1);
  await assert.rejects(client.analysis.getConvergence({}), {
    name: "DeadlineExceeded",
    message: "no answer within 0.1 s; send it again with the same request_id",
  });
});

test("a refusal is an error of its own type, with all that the server says", async () => {
  const client = await clientOf({
    admin: {
      eraseSubject() {
        throw refusal(Code.FailedPrecondition, "PHASE_NOT_ALLOWED");
      },
    },
    analysis: {
      getConvergence() {
        throw refusal(Code.FailedPrecondition, "FROM_THE_FUTURE");
      },
    },
  });
  await assert.rejects(client.admin.eraseSubject({}), (error) => {
    assert(error instanceof PhaseNotAllowed && error instanceof Refused, String(error));
    assert.deepEqual(
      { ...error },
      {
        name: "PhaseNotAllowed",
        reason: "PHASE_NOT_ALLOWED",
        code: "FAILED_PRECONDITION",
        localized: "Dat kan nu niet.",
        facts: { phase: "draft" },
        violations: [{ field: "title", description: "is empty" }],
        retryAfterMs: undefined,
      },
    );
    assert.equal(error.message, "not now");
    return true;
  });
  await assert.rejects(client.analysis.getConvergence({}), (error) => {
    assert(error instanceof Refused, String(error));
    assert.equal(error.name, "Refused");
    assert.equal(error.reason, "FROM_THE_FUTURE");
    return true;
  });
});

test("an answer outside the contract is told by its code", async () => {
  const client = await clientOf({});
  await assert.rejects(client.admin.eraseSubject({}), {
    name: "UnexpectedStatus",
    code: "UNIMPLEMENTED",
  });
});

test("a server of another minor version is warned of once", async () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  await clientOf({ version: "0.1.7" }, { onWarning });
  assert.deepEqual(warnings, []);
  await clientOf({ version: "0.2.0" }, { onWarning });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /version 0\.2\.0, this client is 0\.1\.0; install/);
});

test("a signal ends a call with its reason, a closed client ends all", async () => {
  const client = await clientOf({
    analysis: {
      getConvergence: (_, { signal }) => never(signal),
    },
  });
  const stop = new AbortController();
  const call = client.analysis.getConvergence({}, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(call, { message: "enough" });
  const other = client.inLanguage("nl").analysis.getConvergence({});
  client.close();
  await assert.rejects(other, { name: "AbortError" });
  await assert.rejects(client.analysis.getConvergence({}), { name: "AbortError" });
  await assert.rejects(client.log.export({}).next(), { name: "AbortError" });
});
