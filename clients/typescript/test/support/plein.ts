// A small deliberation for the tests, and what is read from its log.

import { type Client, connect, type LogEvent, type Update } from "beraad";
import { Activity, PartyKind } from "beraad/v1";
import { connect as connectWeb } from "beraad/web";

/** Both ways to call: as Node does, and as browsers do. */
export const TRANSPORTS = [
  ["gRPC", connect],
  ["gRPC-Web", connectWeb],
] as const;

/** The facilitator of the tests. */
export const FACILITATOR = { role: "facilitator", credential: "front-office" } as const;

/** A member of the deliberation that is its party's only one. */
export function resident(deliberation: string, party = "bewoners") {
  const member = `${deliberation}/parties/${party}`;
  return { role: "member", credential: "buurt-app", member } as const;
}

/** Creates a deliberation; gives its name. */
export async function created(client: Client, title = "Het plein"): Promise<string> {
  const answer = await client.actingAs(FACILITATOR).deliberations.createDeliberation({
    title,
    challenge: "Hoe wordt het plein van iedereen?",
    charter: { scale: { lo: -2, hi: 2, loIsVeto: true } },
  });
  return answer.name;
}

/** The same with two parties and a round in which a statement is rated; gives its name. */
export async function opened(client: Client): Promise<string> {
  const deliberation = await created(client);
  const facilitator = client.actingAs(FACILITATOR);
  for (const [partyId, displayName] of [
    ["bewoners", "Bewoners"],
    ["gemeente", "Gemeente"],
  ] as const) {
    const kind = PartyKind.OTHER;
    await facilitator.deliberations.addParty({ deliberation, partyId, displayName, kind });
    const member = resident(deliberation, partyId);
    await client.actingAs(member).deliberations.acceptCharter({
      member: member.member,
      charterVersion: 1,
      challengeVersion: 1,
    });
  }
  await stated(client, deliberation, "bomen", "Er komen meer bomen.");
  await facilitator.deliberations.declareReady({ deliberation });
  await facilitator.deliberations.openRound({
    deliberation,
    activities: [Activity.CONTRIBUTE, Activity.RATE],
    closing: { rule: { case: "byFacilitator", value: {} } },
  });
  return deliberation;
}

/** Adds a statement as the facilitator. */
export function stated(client: Client, deliberation: string, statementId: string, text: string) {
  const request = { deliberation, statementId, text };
  return client.actingAs(FACILITATOR).participation.addStatement(request);
}

/** The events of a watch, up to one that `isLast`. */
export async function eventsUntil(
  updates: AsyncIterable<Update>,
  isLast: (event: LogEvent) => boolean,
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const update of updates) {
    events.push(...update.events);
    if (update.events.some(isLast)) break;
  }
  return events;
}

/** The sequences from 1 to a number. */
export function upTo(last: number): bigint[] {
  return Array.from({ length: last }, (_, at) => BigInt(at + 1));
}
