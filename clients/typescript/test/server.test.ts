// The client against the real server, over both transports.

import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  AddressUnusable,
  CallerUnusable,
  InvalidRequest,
  type LogEvent,
  Refused,
  Unreachable,
} from "beraad";
import { ExportResponseSchema, StreamStancesRequestSchema, Withheld } from "beraad/v1";
import {
  created,
  eventsUntil,
  FACILITATOR,
  opened,
  resident,
  stated,
  TRANSPORTS,
} from "./support/plein.js";
import { Server } from "./support/server.js";

for (const [name, connect] of TRANSPORTS) {
  test(`${name}: plain objects and messages are requests, and are left as they are`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url, { caller: FACILITATOR });
    const request = { title: "Het plein", deliberationId: "plein", challenge: "Hoe?" };
    const first = await client.deliberations.createDeliberation(request);
    assert.deepEqual(Object.keys(request), ["title", "deliberationId", "challenge"]);
    assert.equal(first.name, "deliberations/plein");
    const { deliberation } = await client.deliberations.getDeliberation({ name: first.name });
    assert.equal(deliberation?.title?.content.value, "Het plein");
    assert.equal(typeof first.written?.sequence, "bigint");
    client.close();
  });

  test(`${name}: a refusal names every field, its rule and the remedy`, async () => {
    await using server = await Server.start();
    const client = (await connect(server.url)).actingAs(FACILITATOR);
    const bad = { deliberation: "plein", partyId: "De Bewoners" };
    await assert.rejects(client.deliberations.addParty(bad), (error) => {
      assert(error instanceof InvalidRequest && error instanceof Refused, String(error));
      assert.equal(error.code, "INVALID_ARGUMENT");
      const fields = error.violations.map(({ field }) => field);
      assert.deepEqual(fields, ["deliberation", "party_id", "kind", "display_name"]);
      assert.match(error.message, /display_name: is empty; give 1 to 200 characters/);
      return true;
    });
    const nowhere = { name: "deliberations/nergens" };
    const inDutch = client.inLanguage("nl").deliberations.getDeliberation(nowhere);
    await assert.rejects(inDutch, {
      name: "DeliberationUnknown",
      reason: "DELIBERATION_UNKNOWN",
      localized: "Dit beraad bestaat niet. Maak het eerst aan, of controleer de naam.",
    });
    client.close();
  });

  test(`${name}: a request that cannot be encoded is a mistake of the caller's own`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const request = { pageSize: "many" as unknown as number };
    await assert.rejects(
      client.deliberations.listDeliberations(request),
      /ListDeliberationsRequest.page_size .*invalid int32/,
    );
    client.close();
  });

  test(`${name}: a caller, a language or a header that metadata cannot hold is named`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const bad = { role: "facilitator", credential: "a\nb" } as const;
    assert.throws(() => client.actingAs(bad), CallerUnusable);
    assert.throws(() => client.inLanguage("\u0000"), { key: "accept-language" });
    assert.throws(() => client.with({ headers: { "x y": "z" } }), { key: "x y" });
    client.close();
  });

  test(`${name}: an address that is none, or where nothing answers, is told at once`, async () => {
    for (const address of ["plein", "ftp://plein", "http://a@plein", "http://plein/pad"]) {
      await assert.rejects(connect(address), AddressUnusable);
    }
    const server = await Server.start();
    await server.stop();
    await assert.rejects(connect(server.url), (error) => {
      assert(error instanceof Unreachable, String(error));
      assert.match(error.message, /no server answers at .*: .*start one with `beraad serve`/);
      return true;
    });
  });

  test(`${name}: a list is walked page after page`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await created(client);
    for (const id of ["a", "b", "c", "d", "e"]) await stated(client, deliberation, id, id);
    const texts: unknown[] = [];
    const statements = client.participation.all.listStatements({ deliberation, pageSize: 2 });
    for await (const statement of statements) texts.push(statement.text?.content.value);
    assert.deepEqual(texts, ["a", "b", "c", "d", "e"]);
    for await (const flag of client.analysis.all.listFlags({ deliberation })) {
      assert.match(flag.number, /^RF/);
    }
    client.close();
  });

  test(`${name}: a watch decodes events, and tells what is withheld and disclosed`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await opened(client);
    const { member } = resident(deliberation);
    const watch = client.log.watch({ deliberation });
    const events: LogEvent[] = [...(await watch.next()).value.events];
    await client.actingAs(resident(deliberation)).participation.castStance({
      stance: {
        item: `${deliberation}/statements/bomen`,
        member,
        answer: { case: "value", value: 2 },
      },
    });
    const facilitator = client.actingAs(FACILITATOR);
    const close = () => facilitator.deliberations.closeRound({ name: `${deliberation}/rounds/1` });
    for await (const update of watch) {
      events.push(...update.events);
      if (update.events.some(({ kind }) => kind === "stance")) await close();
      if (update.disclosure === undefined) continue;
      assert.equal(update.disclosure.round, 1);
      break;
    }
    const statement = events.find(({ kind }) => kind === "statement");
    assert.equal(statement?.payload?.body.case, "statementAdded");
    assert.deepEqual(Object.values(statement?.texts ?? {}), ["Er komen meer bomen."]);
    const stance = events.find(({ kind }) => kind === "stance");
    assert.equal(stance?.withheld, Withheld.UNTIL_ROUND_CLOSES);
    assert.equal(stance?.payload, undefined);
    client.close();
  });

  test(`${name}: a watch ends when its signal is aborted, and when its loop is left`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await created(client);
    const stop = new AbortController();
    const watch = client.log.watch({ deliberation }, { signal: stop.signal });
    const following = eventsUntil(watch, () => false);
    stop.abort(new Error("seen enough"));
    await assert.rejects(following, { message: "seen enough" });
    const unknown = client.log.watch({ deliberation: "deliberations/nergens" });
    await assert.rejects(unknown.next(), { name: "DeliberationUnknown" });
    client.close();
  });

  test(`${name}: an export comes record by record`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await created(client);
    const kinds = [];
    for await (const answer of client.log.export({ deliberation })) {
      assert.notEqual(toBinary(ExportResponseSchema, answer).length, 0);
      kinds.push(answer.record.case);
    }
    assert.deepEqual(kinds, ["header", "event", "event", "event", "commit", "trailer"]);
    client.close();
  });

  test(`${name}: figures and traces are followed`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await opened(client);
    const analysis = client.analysis.watchAnalysis({ deliberation });
    await analysis.next();
    const traces = client.analysis.watchTraces({
      deliberation,
      party: resident(deliberation).member,
    });
    await traces.next();
    const close = { name: `${deliberation}/rounds/1` };
    await client.actingAs(FACILITATOR).deliberations.closeRound(close);
    const { value } = await analysis.next();
    assert.notEqual(value, undefined);
    await analysis.return();
    await traces.return();
    client.close();
  });
}

test("stances are cast over a stream, and browsers are told to use a batch", async () => {
  const [[, connect], [, connectWeb]] = TRANSPORTS;
  await using server = await Server.start();
  const client = await connect(server.url);
  const deliberation = await opened(client);
  const { member } = resident(deliberation);
  const stance = (value: number) => {
    const item = `${deliberation}/statements/bomen`;
    return { item, member, answer: { case: "value" as const, value } };
  };
  async function* requests() {
    yield { deliberation, stances: [stance(1)] };
    yield { stances: [stance(-1)], requestId: crypto.randomUUID() };
    yield create(StreamStancesRequestSchema, { stances: [stance(9)] });
  }
  const mine = client.actingAs(resident(deliberation));
  const answers = [];
  for await (const answer of mine.participation.streamStances(requests())) answers.push(answer);
  assert.deepEqual(
    answers.map(({ message }) => message),
    [1n, 2n, 3n],
  );
  assert.equal(typeof answers[1]?.written?.sequence, "bigint");
  assert.equal(answers[2]?.results[0]?.result.case, "refused");
  const web = await connectWeb(server.url);
  assert.throws(() => web.participation.streamStances(requests()), {
    name: "Unsupported",
    message: /which browsers cannot: use batchCastStances/,
  });
  web.close();
  client.close();
});

test("many calls at once are no reason for a warning", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  for (const [, connect] of TRANSPORTS) {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await created(client);
    const ids = Array.from({ length: 100 }, (_, at) => `s${at}`);
    await Promise.all(ids.map((id) => stated(client, deliberation, id, id)));
    const { sequence } = await client.log.getCheckpoint({ deliberation });
    assert.equal(sequence, 103n);
    client.close();
  }
  process.off("warning", warn);
  assert.deepEqual(warnings, []);
});

test("one connection serves many callers at once", async () => {
  const [[, connect]] = TRANSPORTS;
  await using server = await Server.start();
  const client = await connect(server.url);
  const deliberation = await opened(client);
  const close = { name: `${deliberation}/rounds/1` };
  const [stances, { parties }] = await Promise.all([
    client.participation.listStances({ deliberation }),
    client.actingAs(FACILITATOR).deliberations.listParties({ deliberation }),
    assert.rejects(client.deliberations.closeRound(close), {
      name: "RoleNotAllowed",
      facts: { role: "observer", needed: "facilitator" },
    }),
  ]);
  assert.equal(parties.length, 2);
  assert.equal(stances.stances.length, 0);
  client.close();
});
