// What the compiler says of calls: this file is compiled, and never run.

import type { Caller, Client, Update } from "beraad";
import type { AddStatementResponse, Stance, Statement } from "beraad/v1";

/** Fails to compile when the two types differ. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => undefined;

export async function compiled(client: Client): Promise<void> {
  const added = await client.participation.addStatement({ deliberation: "d", text: "t" });
  same<typeof added, AddStatementResponse>(true);
  for await (const statement of client.participation.all.listStatements({ deliberation: "d" })) {
    same<typeof statement, Statement>(true);
  }
  for await (const stance of client.participation.all.listStances({ deliberation: "d" })) {
    same<typeof stance, Stance>(true);
  }
  for await (const update of client.log.watch({ startAfterSequence: 1n })) {
    same<typeof update, Update>(true);
  }
  // @ts-expect-error: a field that the request does not have
  await client.participation.addStatement({ deliberatoin: "d" });
  // @ts-expect-error: a sequence is a bigint
  client.log.watch({ startAfterSequence: 1 });
  // @ts-expect-error: only a list is walked
  client.participation.all.addStatement({});
  // @ts-expect-error: a member says which one it is
  client.actingAs({ role: "member" });
  // @ts-expect-error: an app says for whose members it acts
  const app: Caller = { role: "app", credential: "buurt-app" };
  client.actingAs(app);
}
