// The rules of every client, against services that fail as told.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Code, ConnectError, createConnectRouter, type ServiceImpl } from "@connectrpc/connect";
import { createAsyncIterable, type UniversalClientRequest } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-grpc";
import { begin } from "../src/client.js";
import {
  Busy,
  DeadlineExceeded,
  type Options,
  PhaseNotAllowed,
  Refused,
  Unavailable,
} from "../src/common.js";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  LocalizedMessageSchema,
  RetryInfoSchema,
} from "../src/gen/google/rpc/error_details_pb.js";
import { backoff, waitAfter } from "../src/retry.js";
import {
  AdminService,
  AnalysisService,
  type EraseSubjectRequest,
  LogService,
  ServerService,
} from "../src/v1.js";

interface Services {
  readonly admin?: Partial<ServiceImpl<typeof AdminService>>;
  readonly log?: Partial<ServiceImpl<typeof LogService>>;
  readonly analysis?: Partial<ServiceImpl<typeof AnalysisService>>;
  readonly version?: string;
}

/** A client that speaks gRPC, without a network, with services that the test writes. */
function clientOf({ admin, log, analysis, version = "0.1.0" }: Services, options: Options = {}) {
  const { handlers } = createConnectRouter()
    .service(ServerService, { getServerInfo: () => ({ version }) })
    .service(AdminService, admin ?? {})
    .service(LogService, log ?? {})
    .service(AnalysisService, analysis ?? {});
  const answer = async (request: UniversalClientRequest) => {
    const { pathname } = new URL(request.url);
    const handler = handlers.find(({ requestPath }) => requestPath === pathname);
    const { signal = new AbortController().signal, body = createAsyncIterable([]) } = request;
    const answered = handler?.({ ...request, httpVersion: "2.0", signal, body });
    const given = await Promise.race([answered, never(signal)]);
    return {
      status: given?.status ?? 404,
      header: new Headers(given?.header),
      body: (given?.body ?? createAsyncIterable([])) as AsyncIterable<Uint8Array>,
      trailer: given?.trailer ?? new Headers(),
    };
  };
  const transport = createTransport({
    httpClient: answer,
    baseUrl: "https://in-memory",
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: 1024,
    readMaxBytes: 0xffffffff,
    writeMaxBytes: 0xffffffff,
  });
  const connection = { transport, streamsRequests: true, close: () => undefined };
  return begin("http://test", connection, options, "start it");
}

/** No answer, until nobody waits for it. */
function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** A refusal of the engine. */
function refusal(code: Code, reason: string, retrySeconds?: number): ConnectError {
  const details = [
    { desc: ErrorInfoSchema, value: { reason, domain: "beraad", metadata: { phase: "draft" } } },
    { desc: LocalizedMessageSchema, value: { locale: "nl", message: "Dat kan nu niet." } },
    {
      desc: BadRequestSchema,
      value: { fieldViolations: [{ field: "title", description: "is empty" }] },
    },
  ];
  const retry = {
    desc: RetryInfoSchema,
    value: { retryDelay: { seconds: BigInt(retrySeconds ?? 0) } },
  };
  const all = retrySeconds === undefined ? details : [...details, retry];
  return new ConnectError("not now", code, undefined, all);
}

/** Lets a call go on through waits of at most so many milliseconds, until it ends. */
async function hurried<T>(promise: Promise<T>, ms = 10_000): Promise<PromiseSettledResult<T>> {
  const ended = Promise.allSettled([promise]);
  let isDone = false;
  void ended.then(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise(setImmediate);
    mock.timers.tick(ms);
  }
  return (await ended)[0] as PromiseSettledResult<T>;
}

/** Replaces timers for one test. */
function stopClock(t: { after(fn: () => void): void }): void {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
}

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

test("five attempts carry the same request id, the caller and what is left of the time", async (t) => {
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
  assert(ended.reason instanceof Unavailable);
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

test("one deadline holds for all attempts, and a wait that would pass it is not begun", async () => {
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

test("the deadline of a stream holds until its first answer", async () => {
  const client = await clientOf(
    {
      log: {
        async *export(_, { signal }) {
          yield await never(signal);
        },
      },
      analysis: {
        async *watchTraces(_, { timeoutMs }) {
          assert.equal(timeoutMs(), undefined);
          yield { sequence: 1n };
        },
      },
    },
    { deadlineMs: 50 },
  );
  await assert.rejects(client.log.export({}).next(), DeadlineExceeded);
  for await (const { sequence } of client.analysis.watchTraces({})) {
    assert.equal(sequence, 1n);
    break;
  }
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
    assert(error instanceof PhaseNotAllowed && error instanceof Refused);
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
    assert(error instanceof Refused);
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
});

test("what is followed begins with everything, again and again", async (t) => {
  let opens = 0;
  const client = await clientOf({
    analysis: {
      async *watchAnalysis() {
        opens += 1;
        if (opens % 3 !== 1) throw new ConnectError("gone", Code.Unavailable);
        yield { sequence: 1n };
      },
    },
  });
  stopClock(t);
  const answers = client.analysis.watchAnalysis({});
  for (let taken = 0; taken < 4; taken += 1) {
    const next = await hurried(answers.next());
    assert.equal(next.status, "fulfilled");
  }
  assert.equal(opens, 10);
  await answers.return();
});

test("before its first answer a stream is begun five times, after it without end", async (t) => {
  let opens = 0;
  let isBroken = true;
  const client = await clientOf({
    log: {
      async *watch() {
        opens += 1;
        if (isBroken) throw new ConnectError("gone", Code.Unavailable);
        yield { records: [{ record: { case: "checkpoint", value: {} } }] };
      },
    },
  });
  stopClock(t);
  const failed = await hurried(client.log.watch({ deliberation: "deliberations/d" }).next());
  assert.equal(failed.status, "rejected");
  assert.equal(opens, 5);
  isBroken = false;
  const updates = client.log.watch({ deliberation: "deliberations/d" });
  await updates.next();
  isBroken = true;
  const next = updates.next();
  // No wait is longer than ten seconds, so one more attempt falls into each.
  for (const most = opens + 20; opens < most; ) {
    const before = opens;
    await hurried(new Promise((resolve) => setTimeout(resolve, 10_000)));
    assert(opens > before);
  }
  isBroken = false;
  assert.equal((await hurried(next)).status, "fulfilled");
});

test("a stream that is silent for 45 seconds is taken up again", async (t) => {
  const positions: bigint[] = [];
  const client = await clientOf({
    log: {
      async *watch({ startAfterSequence }, { signal }) {
        positions.push(startAfterSequence);
        yield { records: [{ record: { case: "checkpoint", value: {} } }] };
        await never(signal);
      },
    },
  });
  stopClock(t);
  const updates = client.log.watch({ deliberation: "deliberations/d", startAfterSequence: 7n });
  assert.equal((await updates.next()).value.position, 7n);
  const next = updates.next();
  await new Promise(setImmediate);
  mock.timers.tick(44_999);
  await new Promise(setImmediate);
  assert.deepEqual(positions, [7n]);
  assert.equal((await hurried(next, 1)).status, "fulfilled");
  assert.deepEqual(positions, [7n, 7n]);
});

test("what does not pass by itself ends a stream", async () => {
  const client = await clientOf({
    log: {
      async *watch() {
        yield { records: [{ record: { case: "checkpoint", value: {} } }] };
        throw refusal(Code.NotFound, "DELIBERATION_UNKNOWN");
      },
    },
  });
  const updates = client.log.watch({});
  await updates.next();
  await assert.rejects(updates.next(), { name: "DeliberationUnknown" });
});
