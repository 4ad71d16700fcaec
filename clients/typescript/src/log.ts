import type { MessageInitShape } from "@bufbuild/protobuf";
import { create, fromBinary } from "@bufbuild/protobuf";
import type { CallOptions, Channel } from "./channel.js";
import { UnexpectedStatus } from "./errors.js";
import { followed, type Open } from "./follow.js";
import type { Withheld } from "./gen/beraad/v1/common_pb.js";
import {
  type EventEnvelope,
  EventEnvelopeSchema,
  type EventPayload,
  EventPayloadSchema,
} from "./gen/beraad/v1/event_pb.js";
import type {
  ExportedCommit,
  ExportedEvent,
  WatchCheckpoint,
  WatchDisclosure,
  WatchRecord,
} from "./gen/beraad/v1/log_service_pb.js";
import { LogService, type WatchRequestSchema } from "./gen/beraad/v1/log_service_pb.js";

/** One event of the log, decoded. */
export interface LogEvent {
  /** Place in the deliberation's log, from 1 without gaps. */
  readonly sequence: bigint;
  /** What kind of event it is, such as `round_opened`. */
  readonly kind: string;
  /** What everyone may know of it. */
  readonly envelope: EventEnvelope;
  /** The content; absent when it is withheld. */
  readonly payload?: EventPayload;
  /** Why the content is withheld from this caller; absent when it is not. */
  readonly withheld?: Withheld;
  /** The texts that the payload refers to, by id; `null` for one that is withheld. */
  readonly texts: Readonly<Record<string, string | null>>;
}

/** One whole commit, or a checkpoint, or a disclosure. */
export interface Update {
  /**
   * Sequence to go on from: give it as `startAfterSequence` to get what follows this update, in
   * another process as well.
   */
  readonly position: bigint;
  /** The events of the commit, in order; empty for a checkpoint and a disclosure. */
  readonly events: readonly LogEvent[];
  /** The seal of the commit; absent for a checkpoint and a disclosure. */
  readonly commit?: ExportedCommit;
  /** Where the log ends now: all before has been given. The server sends one every 15 seconds. */
  readonly checkpoint?: WatchCheckpoint;
  /** A round closes in the next commit: what was withheld before can be exported now. */
  readonly disclosure?: WatchDisclosure;
}

/** After how long a silent stream is taken up again: three checkpoints, in milliseconds. */
export const SILENCE_MS = 45_000;

/** Follows the log, and takes the stream up again after the last position. */
export async function* watch(
  channel: Channel,
  request: MessageInitShape<typeof WatchRequestSchema>,
  options?: CallOptions,
): AsyncGenerator<Update, never, undefined> {
  const method = LogService.method.watch;
  const asked = create(method.input, request);
  let position = asked.startAfterSequence;
  const open: Open<Update> = async function* (signal, patience, attempt) {
    const input = create(method.input, {
      deliberation: asked.deliberation,
      startAfterSequence: position,
    });
    const commits = new Commits(position);
    for await (const answer of channel.stream(method, one(input), signal, patience, attempt)) {
      for (const record of answer.records) {
        for (const update of commits.take(record)) {
          position = update.position;
          yield update;
        }
      }
    }
  };
  return yield* followed(channel, options, open, SILENCE_MS);
}

/** Puts the records of a stream together to whole commits. */
export class Commits {
  #position: bigint;
  #events: LogEvent[] = [];
  #disclosures: WatchDisclosure[] = [];

  constructor(position: bigint) {
    this.#position = position;
  }

  /** Takes the next record; gives the updates that it completes. */
  take({ record }: WatchRecord): Update[] {
    switch (record.case) {
      case "event":
        this.#events.push(decoded(record.value));
        return [];
      case "disclosure":
        this.#disclosures.push(record.value);
        return [];
      case "commit": {
        // Disclosures come first, so that whoever goes on after the commit has had them.
        const position = this.#position;
        const told = this.#disclosures.map((disclosure) => ({ position, events: [], disclosure }));
        this.#disclosures = [];
        return [...told, this.#whole(record.value)];
      }
      case "checkpoint":
        return [{ position: this.#position, events: [], checkpoint: record.value }];
      default:
        // A kind of record that a newer server sends.
        return [];
    }
  }

  #whole(commit: ExportedCommit): Update {
    const events = this.#events;
    this.#events = [];
    const expected = this.#position + 1n;
    const isNext = commit.firstSequence === expected;
    const isWhole = events.every(
      ({ sequence }, at) => sequence === commit.firstSequence + BigInt(at),
    );
    const count = commit.lastSequence - commit.firstSequence + 1n;
    if (!isNext || !isWhole || BigInt(events.length) !== count) {
      const given = `${commit.firstSequence} to ${commit.lastSequence}`;
      throw new UnexpectedStatus("OK", `the log goes on at ${expected}, the server gave ${given}`);
    }
    this.#position = commit.lastSequence;
    return { position: this.#position, events, commit };
  }
}

/** An exported event with its bytes decoded. */
export function decoded(event: ExportedEvent): LogEvent {
  const envelope = fromBinary(EventEnvelopeSchema, event.envelope);
  const base = { sequence: envelope.sequence, kind: envelope.kind, envelope };
  switch (event.content.case) {
    case "disclosed": {
      const { payload, texts } = event.content.value;
      const entries = texts.map(({ id, content }) => {
        return [id, content.case === "text" ? content.value.value : null] as const;
      });
      return {
        ...base,
        payload: fromBinary(EventPayloadSchema, payload),
        texts: Object.fromEntries(entries),
      };
    }
    case "withheld":
      return { ...base, withheld: event.content.value, texts: {} };
    default:
      return { ...base, texts: {} };
  }
}

/** A request of one message. */
export async function* one<T>(message: T): AsyncGenerator<T, void, undefined> {
  yield message;
}
