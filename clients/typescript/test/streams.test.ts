// The rules of every client for streams, against services that fail as told.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { DeadlineExceeded } from "../src/common.js";
import { EventEnvelopeSchema } from "../src/v1.js";
import { clientOf, hurried, never, refusal, stopClock } from "./support/fake.js";

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
    assert.notEqual(opens, before);
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

/** An event of the log, as it is streamed. */
function event(sequence: bigint) {
  const envelope = create(EventEnvelopeSchema, { sequence, kind: "statement" });
  const value = { envelope: toBinary(EventEnvelopeSchema, envelope) };
  return { record: { case: "event" as const, value } };
}

/** The seal of a commit, as it is streamed. */
function commit(firstSequence: bigint, lastSequence: bigint) {
  return { record: { case: "commit" as const, value: { firstSequence, lastSequence } } };
}

test("an unfinished commit is never given, and comes whole when it is whole", async (t) => {
  const positions: bigint[] = [];
  const client = await clientOf({
    log: {
      async *watch({ startAfterSequence }) {
        positions.push(startAfterSequence);
        if (positions.length === 1) {
          yield { records: [event(1n), commit(1n, 1n), event(2n)] };
          throw new ConnectError("gone", Code.Unavailable);
        }
        yield { records: [event(2n)] };
        yield { records: [event(3n), commit(2n, 3n)] };
      },
    },
  });
  stopClock(t);
  const updates = client.log.watch({ deliberation: "deliberations/d" });
  assert.equal((await updates.next()).value.position, 1n);
  const next = await hurried(updates.next());
  assert(next.status === "fulfilled", next.status);
  assert.deepEqual(
    next.value.value.events.map(({ sequence }) => sequence),
    [2n, 3n],
  );
  assert.deepEqual(positions, [0n, 1n]);
});

test("a server that leaves something out is not believed", async () => {
  const client = await clientOf({
    log: {
      async *watch() {
        yield { records: [event(2n), commit(2n, 2n)] };
      },
    },
  });
  await assert.rejects(client.log.watch({ deliberation: "deliberations/d" }).next(), {
    name: "UnexpectedStatus",
    message: /the log goes on at 1, the server gave 2 to 2/,
  });
});
