// Plays a scenario, as clients/README.md describes it: JSON on the standard input, the transcript
// on the standard output. With `--web` it speaks gRPC-Web with the code that browsers run.

import { text } from "node:stream/consumers";
import {
  type DescMessage,
  type DescMethod,
  type DescService,
  fromJson,
  type JsonValue,
  type Message,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import {
  BeraadError,
  type Caller,
  type Client,
  connect,
  type LogEvent,
  Refused,
  type Update,
} from "beraad";
import * as v1 from "beraad/v1";
import { connect as connectWeb } from "beraad/web";

interface Step {
  readonly as?: Caller;
  readonly language?: string;
  readonly headers?: Record<string, string>;
  readonly attempts?: number;
  readonly deadline_ms?: number;
  readonly call?: string;
  readonly pages?: string;
  readonly request?: JsonValue;
  readonly export?: JsonValue;
  readonly watch?: JsonValue;
  readonly stances?: JsonValue[];
  readonly analysis?: JsonValue;
  readonly traces?: JsonValue;
  readonly take?: number;
}

interface Scenario {
  readonly server: string;
  readonly steps: readonly Step[];
}

type Unary = (request: Message) => Promise<Message>;
type Walk = (request: Message) => AsyncIterable<Message>;

const GROUPS: Record<string, [keyof Client, DescService]> = {
  DeliberationService: ["deliberations", v1.DeliberationService],
  ParticipationService: ["participation", v1.ParticipationService],
  DecisionService: ["decisions", v1.DecisionService],
  ModerationService: ["moderations", v1.ModerationService],
  EntryService: ["entries", v1.EntryService],
  AnalysisService: ["analysis", v1.AnalysisService],
  LogService: ["log", v1.LogService],
  AdminService: ["admin", v1.AdminService],
  ServerService: ["server", v1.ServerService],
};

/** The group of a call and its method: `LogService.GetCheckpoint`. */
function method(name: string): [keyof Client, DescMethod] {
  const [service = "", called = ""] = name.split(".");
  const found = GROUPS[service];
  const method = found?.[1].methods.find((each) => each.name === called);
  if (found === undefined || method === undefined) {
    throw new TypeError(`\`${name}\` is no call; write it as LogService.GetCheckpoint`);
  }
  return [found[0], method];
}

/** What one step gives when it goes well. */
async function played(client: Client, step: Step): Promise<JsonValue> {
  if (step.call !== undefined) {
    const [group, { input, output, localName }] = method(step.call);
    const call = (client[group] as unknown as Record<string, Unary>)[localName];
    const answer = await call?.(fromJson(input, step.request ?? {}));
    return { answer: toJson(output, answer as Message) };
  }
  if (step.pages !== undefined) {
    const [group, { input, output, localName }] = method(step.pages);
    const lists = (client[group] as unknown as { all: Record<string, Walk> }).all;
    const item = output.fields.find((field) => field.fieldKind === "list")?.message;
    const walk = lists[localName]?.(fromJson(input, step.request ?? {})) ?? [];
    return { items: await all(walk, (each) => toJson(item as DescMessage, each)) };
  }
  if (step.export !== undefined) {
    const records = client.log.export(fromJson(v1.ExportRequestSchema, step.export));
    return { records: await messages(v1.ExportResponseSchema, records) };
  }
  if (step.watch !== undefined) {
    const watch = client.log.watch(fromJson(v1.WatchRequestSchema, step.watch));
    return { updates: await all(watch, update, (each) => each.checkpoint !== undefined) };
  }
  if (step.stances !== undefined) {
    const requests = step.stances.map((each) => fromJson(v1.StreamStancesRequestSchema, each));
    const answers = client.participation.streamStances(each(requests));
    return { answers: await messages(v1.StreamStancesResponseSchema, answers) };
  }
  if (step.analysis !== undefined) {
    const request = fromJson(v1.WatchAnalysisRequestSchema, step.analysis);
    const answers = client.analysis.watchAnalysis(request);
    return { answers: await messages(v1.WatchAnalysisResponseSchema, answers, step.take) };
  }
  if (step.traces !== undefined) {
    const request = fromJson(v1.WatchTracesRequestSchema, step.traces);
    const answers = client.analysis.watchTraces(request);
    return { answers: await messages(v1.WatchTracesResponseSchema, answers, step.take) };
  }
  throw new TypeError(`the step ${JSON.stringify(step)} does nothing that this player knows`);
}

/** What a step gives, however it ends; a bug or a broken scenario is thrown. */
async function outcome(step: Step): Promise<JsonValue> {
  try {
    client ??= await open(scenario.server, { onWarning: (message) => console.error(message) });
    const mine = client.with({
      ...(step.as && { caller: step.as }),
      ...(step.language !== undefined && { language: step.language }),
      ...(step.headers && { headers: step.headers }),
      ...(step.attempts !== undefined && { attempts: step.attempts }),
      ...(step.deadline_ms !== undefined && { deadlineMs: step.deadline_ms }),
    });
    return await played(mine, step);
  } catch (error) {
    if (!(error instanceof BeraadError)) throw error;
    if (!(error instanceof Refused)) return { failed: error.name };
    return {
      refused: {
        type: error.name,
        reason: error.reason,
        code: error.code,
        message: error.message,
        localized: error.localized ?? "",
        facts: { ...error.facts },
        violations: error.violations.map(({ field, description }) => ({ field, description })),
        retry_after_ms: error.retryAfterMs ?? 0,
      },
    };
  }
}

/** What a stream gives as JSON, up to its end or to the first that is the last one wanted. */
async function all<T>(
  items: AsyncIterable<T> | Iterable<T>,
  json: (item: T) => JsonValue,
  isLast: (item: T, count: number) => boolean = () => false,
): Promise<JsonValue[]> {
  const given: JsonValue[] = [];
  for await (const item of items) {
    given.push(json(item));
    if (isLast(item, given.length)) break;
  }
  return given;
}

function messages<D extends DescMessage>(
  schema: D,
  items: AsyncIterable<MessageShape<D>>,
  take?: number,
): Promise<JsonValue[]> {
  return all(
    items,
    (item) => toJson(schema, item),
    (_, count) => count === take,
  );
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function update(update: Update): JsonValue {
  return {
    position: String(update.position),
    events: update.events.map(event),
    ...(update.commit && { commit: toJson(v1.ExportedCommitSchema, update.commit) }),
    ...(update.checkpoint && { checkpoint: toJson(v1.WatchCheckpointSchema, update.checkpoint) }),
    ...(update.disclosure && { disclosure: toJson(v1.WatchDisclosureSchema, update.disclosure) }),
  };
}

function event(event: LogEvent): JsonValue {
  return {
    sequence: String(event.sequence),
    kind: event.kind,
    envelope: toJson(v1.EventEnvelopeSchema, event.envelope),
    ...(event.payload && { payload: toJson(v1.EventPayloadSchema, event.payload) }),
    ...(event.withheld !== undefined && {
      withheld: v1.WithheldSchema.value[event.withheld]?.name ?? String(event.withheld),
    }),
    texts: { ...event.texts },
  };
}

const scenario = JSON.parse(await text(process.stdin)) as Scenario;
const open = process.argv.includes("--web") ? connectWeb : connect;
let client: Client | undefined;
const steps: JsonValue[] = [];
for (const step of scenario.steps) steps.push(await outcome(step));
client?.close();
console.log(JSON.stringify({ steps }));
