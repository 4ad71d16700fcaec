import type { Caller } from "./caller.js";
import { Calls } from "./calls.js";
import { Channel, type Connection, type Settings } from "./channel.js";
import { DeadlineExceeded, told, Unavailable, Unreachable } from "./errors.js";
import { AdminService } from "./gen/beraad/v1/admin_service_pb.js";
import { AnalysisService } from "./gen/beraad/v1/analysis_service_pb.js";
import { DecisionService } from "./gen/beraad/v1/decision_service_pb.js";
import { DeliberationService } from "./gen/beraad/v1/deliberation_service_pb.js";
import { EntryService } from "./gen/beraad/v1/entry_service_pb.js";
import { LogService } from "./gen/beraad/v1/log_service_pb.js";
import { ModerationService } from "./gen/beraad/v1/moderation_service_pb.js";
import { ParticipationService } from "./gen/beraad/v1/participation_service_pb.js";
import { ServerService } from "./gen/beraad/v1/server_service_pb.js";
import { type Analysis, type Group, group, type Log, logGroup } from "./groups.js";
import { skew } from "./version.js";

/** How to connect. */
export interface Options extends Settings {
  /** Gets what needs attention, such as a server of another version; `console.warn`. */
  readonly onWarning?: (message: string) => void;
}

/** How long connecting may take, in milliseconds. */
const CONNECT_MS = 5_000;

/** A connection to a server, for one caller. Those made of it share the connection. */
export class Client {
  /** Charter, parties, rounds and lifecycle. */
  readonly deliberations: Group<typeof DeliberationService>;
  /** What parties and members do: contribute, propose, respond, rate, object and commit. */
  readonly participation: Group<typeof ParticipationService>;
  /** Mandates, outcomes, decisions, and whom these reach. */
  readonly decisions: Group<typeof DecisionService>;
  /** Hiding texts with a reason, and the appeal against it. */
  readonly moderations: Group<typeof ModerationService>;
  /** What others entered for members and bodies. */
  readonly entries: Group<typeof EntryService>;
  /** Figures and advice of closed rounds. */
  readonly analysis: Analysis;
  /** The log, for everyone who wants to verify it. */
  readonly log: Log;
  /** Care of personal data. */
  readonly admin: Group<typeof AdminService>;
  /** What the server is. */
  readonly server: Group<typeof ServerService>;
  readonly #connection: Connection;
  readonly #settings: Settings;
  readonly #calls: Calls;

  /** Made by `connect`. */
  constructor(connection: Connection, settings: Settings, calls: Calls) {
    this.#connection = connection;
    this.#settings = settings;
    this.#calls = calls;
    const channel = new Channel(connection, settings, calls);
    this.deliberations = group(channel, DeliberationService);
    this.participation = group(channel, ParticipationService);
    this.decisions = group(channel, DecisionService);
    this.moderations = group(channel, ModerationService);
    this.entries = group(channel, EntryService);
    this.analysis = group(channel, AnalysisService);
    this.log = logGroup(channel, LogService);
    this.admin = group(channel, AdminService);
    this.server = group(channel, ServerService);
  }

  /** The same connection for another caller. */
  actingAs(caller: Caller): Client {
    return this.with({ caller });
  }

  /**
   * The same connection, with refusals told in a language such as `nl` as well. The server speaks
   * English when it does not know the language.
   */
  inLanguage(tag: string): Client {
    return this.with({ language: tag });
  }

  /** The same connection with other settings; those that are left out stay as they are. */
  with(settings: Settings): Client {
    return new Client(this.#connection, { ...this.#settings, ...settings }, this.#calls);
  }

  /** Ends the connection and all calls on it, those of clients that share it too. */
  close(): void {
    this.#calls.close(new DOMException("the client was closed", "AbortError"));
    this.#connection.close();
  }
}

/** Asks the server once what it is, and gives a client of it. */
export async function begin(
  url: string,
  connection: Connection,
  options: Options,
  remedy: string,
): Promise<Client> {
  const { onWarning = (message: string) => console.warn(message), ...settings } = options;
  const client = new Client(connection, settings, new Calls());
  try {
    const deadlineMs = Math.min(CONNECT_MS, settings.deadlineMs ?? CONNECT_MS);
    const server = await client.with({ attempts: 1, deadlineMs }).server.getServerInfo({});
    const warning = skew(server.version);
    if (warning !== undefined) onWarning(warning);
    return client;
  } catch (error) {
    client.close();
    if (error instanceof Unavailable || error instanceof DeadlineExceeded) {
      throw new Unreachable(url, `${told(error.cause ?? error)}; ${remedy}`, { cause: error });
    }
    throw error;
  }
}
