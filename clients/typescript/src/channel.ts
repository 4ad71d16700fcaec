import type {
  DescMessage,
  DescMethodStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { clone, create, isMessage, toBinary } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { Transport } from "@connectrpc/connect";
import { type Caller, writeCaller, writeHeader } from "./caller.js";
import type { Calls } from "./calls.js";
import { DeadlineExceeded, errorOf, Unavailable } from "./errors.js";
import type { BeraadError } from "./refused.js";
import { sleep, waitAfter } from "./retry.js";

/** What one client asks of every call. */
export interface Settings {
  /** Who is calling; an observer when left out. */
  readonly caller?: Caller;
  /** The language that refusals are told in as well, such as `nl`. */
  readonly language?: string;
  /** Further headers of every call, such as those that a proxy asks for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one call may take, all its attempts together, in milliseconds; 40 000. */
  readonly deadlineMs?: number;
  /** How often one call is sent at most, 1 or more; 5. */
  readonly attempts?: number;
}

/** What one call may add. */
export interface CallOptions {
  /** Ends the call, which then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A connection that several clients share. */
export interface Connection {
  readonly transport: Transport;
  /** Whether a call can send more than one message. */
  readonly streamsRequests: boolean;
  /** Lets go of the network. */
  readonly close: () => void;
}

/** How long to wait for what a stream gives, in milliseconds. */
export interface Patience {
  /** For its first message. */
  readonly first: number;
  /** For each one after that; without end when left out. */
  readonly next?: number;
}

/** A message, or a plain object that one is made of. */
type Input<D extends DescMessage> = MessageInitShape<D>;

/** A connection with the settings of one client: it sends calls by the rules of every client. */
export class Channel {
  readonly deadlineMs: number;
  readonly attempts: number;
  readonly #headers = new Headers();

  constructor(
    readonly connection: Connection,
    settings: Settings,
    readonly calls: Calls,
  ) {
    this.deadlineMs = positive("deadlineMs", settings.deadlineMs ?? 40_000);
    this.attempts = positive("attempts", settings.attempts ?? 5);
    for (const [key, value] of Object.entries(settings.headers ?? {})) {
      writeHeader(this.#headers, key, value);
    }
    if (settings.language !== undefined) {
      writeHeader(this.#headers, "accept-language", settings.language);
    }
    if (settings.caller !== undefined) writeCaller(this.#headers, settings.caller);
  }

  /** Sends a request until it is answered, refused for good, or too late. */
  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: Input<I>,
    options?: CallOptions,
  ): Promise<MessageShape<O>> {
    const message = prepared(method.input, request);
    const { signal, end } = this.calls.begin(options?.signal);
    try {
      return await this.send(method, message, signal);
    } finally {
      end();
    }
  }

  private async send<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    message: MessageShape<I>,
    signal: AbortSignal,
  ): Promise<MessageShape<O>> {
    const until = performance.now() + this.deadlineMs;
    for (let attempt = 1; ; attempt += 1) {
      const left = until - performance.now();
      try {
        const answer = await this.connection.transport.unary(
          method,
          signal,
          Math.max(1, Math.ceil(left)),
          this.#headers,
          message as Input<I>,
        );
        return answer.message;
      } catch (thrown) {
        signal.throwIfAborted();
        const isLate = performance.now() >= until;
        const error = isLate
          ? new DeadlineExceeded(this.deadlineMs, { cause: thrown })
          : this.errorOf(thrown, attempt, method, message);
        const wait = waitAfter(error, attempt, this.attempts);
        if (wait === undefined || performance.now() + wait >= until) throw error;
        await sleep(wait, signal);
      }
    }
  }

  /** The messages of one attempt at a stream; leaving the loop ends the call. */
  async *stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    input: AsyncIterable<Input<I>>,
    signal: AbortSignal,
    patience: Patience,
    attempt = 1,
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    const call = new AbortController();
    const all = AbortSignal.any([signal, call.signal]);
    const began = performance.now();
    const firstMs = () => patience.first - (performance.now() - began);
    const isLate = () => new DeadlineExceeded(this.deadlineMs);
    const isSilent = () => new Unavailable(attempt, `nothing came for ${patience.next} ms`);
    try {
      const send = this.connection.transport.stream(method, all, undefined, this.#headers, input);
      const answer = await within(firstMs(), send, isLate);
      const messages = answer.message[Symbol.asyncIterator]();
      // What has a request of several messages begins with the answer's headers.
      let first = method.methodKind === "server_streaming";
      for (;;) {
        const ms = first ? firstMs() : patience.next;
        const next = await within(ms, messages.next(), first ? isLate : isSilent);
        if (next.done === true) return;
        first = false;
        yield next.value;
      }
    } catch (thrown) {
      signal.throwIfAborted();
      throw errorOf(thrown, attempt, this.deadlineMs);
    } finally {
      call.abort();
    }
  }

  /** The error of an attempt; a request that cannot be encoded never left, and is told so. */
  private errorOf<I extends DescMessage>(
    thrown: unknown,
    attempt: number,
    method: DescMethodUnary<I>,
    message: MessageShape<I>,
  ): unknown {
    toBinary(method.input, message);
    return errorOf(thrown, attempt, this.deadlineMs);
  }
}

/** A message of one's own made from a request, with a request id where it takes one. */
export function prepared<D extends DescMessage>(schema: D, request: Input<D>): MessageShape<D> {
  const message = isMessage(request, schema)
    ? clone(schema, request)
    : create(schema, request as Input<D>);
  const field = schema.field.requestId;
  if (field !== undefined) {
    const fields = reflect(schema, message);
    if (fields.get(field) === "") fields.set(field, crypto.randomUUID());
  }
  return message as MessageShape<D>;
}

/** What a promise gives, or an error when it takes longer than so many milliseconds. */
async function within<T>(
  ms: number | undefined,
  promise: Promise<T>,
  late: () => BeraadError,
): Promise<T> {
  if (ms === undefined) return promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), Math.max(0, ms));
  });
  // When time is up nobody waits for the promise any more, and its end is no news.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 1) return value;
  throw new TypeError(`${name} is ${value}; give a number of 1 or more`);
}
