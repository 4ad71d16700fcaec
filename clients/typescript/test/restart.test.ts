// A server that is killed under its clients, and answers that are lost on the way.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { LogEvent } from "beraad";
import {
  created,
  eventsUntil,
  FACILITATOR,
  opened,
  resident,
  stated,
  TRANSPORTS,
  upTo,
} from "./support/plein.js";
import { LossyProxy } from "./support/proxy.js";
import { Server } from "./support/server.js";

/** Whether an event is the statement with this id. */
const isStatement = (id: string) => (event: LogEvent) => event.envelope.item === `statements/${id}`;

for (const [name, connect] of TRANSPORTS) {
  test(`${name}: a watch goes on through a kill, without gap and without duplicate`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await created(client);
    const watch = client.log.watch({ deliberation });
    const events: LogEvent[] = [];
    for (const round of [1, 2, 3]) {
      await stated(client, deliberation, `voor-${round}`, "Voor de stroom uitviel.");
      events.push(...(await eventsUntil(kept(watch), isStatement(`voor-${round}`))));
      const next = watch.next();
      await server.kill();
      await server.again();
      await stated(client, deliberation, `na-${round}`, "Daarna.");
      for (let update = await next; ; update = await watch.next()) {
        events.push(...update.value.events);
        if (update.value.events.some(isStatement(`na-${round}`))) break;
      }
    }
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      upTo(events.length),
    );
    assert.equal(events.length, 3 + 6);
    await watch.return(undefined as never);
    client.close();
  });

  test(`${name}: who kept its position goes on from there with another connection`, async () => {
    await using server = await Server.start();
    const client = await connect(server.url);
    const deliberation = await created(client);
    let position = 0n;
    for await (const update of client.log.watch({ deliberation })) {
      position = update.position;
      if (update.checkpoint) break;
    }
    client.close();
    const other = await connect(server.url);
    await stated(other, deliberation, "later", "Wat later kwam.");
    const watch = other.log.watch({ deliberation, startAfterSequence: position });
    const events = await eventsUntil(watch, isStatement("later"));
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      [position + 1n],
    );
    other.close();
  });

  test(`${name}: a write whose answer is lost is applied once`, async () => {
    await using server = await Server.start();
    await using proxy = await LossyProxy.to(() => server.port);
    const direct = await connect(server.url);
    const client = await connect(proxy.url);
    const deliberation = await opened(direct);
    const item = `${deliberation}/statements/bomen`;
    const seen = eventsUntil(direct.log.watch({ deliberation }), (e) => e.kind === "stance");
    const swallowed = once(proxy, "swallowed");
    proxy.swallow();
    const mine = client.actingAs(resident(deliberation));
    const member = resident(deliberation).member;
    const answer = mine.participation.castStance({
      stance: { item, member, answer: { case: "value", value: 2 } },
    });
    const written = (await seen).at(-1)?.sequence;
    await swallowed;
    proxy.cut();
    assert.equal((await answer).written?.sequence, written);
    const all = await eventsUntil(direct.log.watch({ deliberation }), ({ sequence }) => {
      return sequence === written;
    });
    assert.equal(all.filter(({ kind }) => kind === "stance").length, 1);
    const { sequence } = await direct.log.getCheckpoint({ deliberation });
    assert.equal(sequence, written);
    client.close();
    direct.close();
  });

  test(`${name}: a write begun while the server is down succeeds when it is back`, async () => {
    await using server = await Server.start();
    await using proxy = await LossyProxy.to(() => server.port);
    const client = await connect(proxy.url);
    const deliberation = await created(client);
    await server.kill();
    const refused = once(proxy, "refused");
    const answer = stated(client, deliberation, "bomen", "Er komen meer bomen.");
    await refused;
    await server.again();
    assert.equal((await answer).written?.sequence, 4n);
    client.close();
  });

  test(`${name}: a server that stays away is unavailable after all attempts`, async () => {
    await using server = await Server.start();
    const client = (await connect(server.url, { attempts: 2 })).actingAs(FACILITATOR);
    await server.kill();
    const write = client.deliberations.createDeliberation({ title: "a", challenge: "b" });
    await assert.rejects(write, { name: "Unavailable", attempts: 2 });
    await assert.rejects(client.log.export({ deliberation: "deliberations/d" }).next(), {
      name: "Unavailable",
    });
    await assert.rejects(client.log.watch({ deliberation: "deliberations/d" }).next(), {
      name: "Unavailable",
    });
    client.close();
  });
}

/** The same iterator, which stays open when a loop over it is left. */
function kept<T>(items: AsyncGenerator<T, unknown, undefined>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => ({ next: () => items.next() as Promise<IteratorResult<T>> }),
  };
}
