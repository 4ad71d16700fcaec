import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { makeAnyClient } from "@connectrpc/connect";
import { type CallOptions, type Channel, prepared } from "./channel.js";
import { Unsupported } from "./errors.js";
import { begun, followed } from "./follow.js";
import type { AnalysisService } from "./gen/beraad/v1/analysis_service_pb.js";
import type { LogService, WatchRequestSchema } from "./gen/beraad/v1/log_service_pb.js";
import { one, type Update, watch } from "./log.js";
import { type Item, pages } from "./pages.js";

/** The calls of a service: each takes a message or a plain object, and gives messages. */
export type Calls<S extends DescService> = {
  [M in keyof S["method"]]: S["method"][M] extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : S["method"][M] extends DescMethodServerStreaming<infer I, infer O>
      ? (
          request: MessageInitShape<I>,
          options?: CallOptions,
        ) => AsyncGenerator<MessageShape<O>, void, undefined>
      : S["method"][M] extends DescMethodBiDiStreaming<infer I, infer O>
        ? (
            requests: AsyncIterable<MessageInitShape<I>>,
            options?: CallOptions,
          ) => AsyncGenerator<MessageShape<O>, void, undefined>
        : never;
};

/** The lists of a service, each with all its results, page after page. */
export type Lists<S extends DescService> = {
  [M in keyof S["method"] as M extends `list${string}`
    ? M
    : never]: S["method"][M] extends DescMethodUnary<infer I, infer O>
    ? (
        request: MessageInitShape<I>,
        options?: CallOptions,
      ) => AsyncGenerator<Item<MessageShape<O>>, void, undefined>
    : never;
};

/** The calls of a service, and in `all` its lists with all their results. */
export type Group<S extends DescService> = Calls<S> & {
  /** Every result of a list: the next page is asked for when it is needed. */
  readonly all: Lists<S>;
};

/** The log: what everyone verifies, whole or followed. */
export type Log = Omit<Group<typeof LogService>, "watch"> & {
  /**
   * Follows the log: every commit after `startAfterSequence`, whole and decoded, and then what is
   * written from now on, in order. A stream that ends, fails with what passes by itself, or is
   * silent for 45 seconds is taken up again after the last position: without gap and without
   * duplicate. It has no end; leave the loop, or abort the signal, which then throws its reason.
   */
  readonly watch: (
    request: MessageInitShape<typeof WatchRequestSchema>,
    options?: CallOptions,
  ) => AsyncGenerator<Update, never, undefined>;
};

/** Figures and advice. What is followed begins with everything, and again when taken up again. */
export type Analysis = Group<typeof AnalysisService>;

/** The calls of a service over a channel. */
export function group<S extends DescService>(channel: Channel, service: S): Group<S> {
  const calls = makeAnyClient(service, (method) => {
    switch (method.methodKind) {
      case "unary":
        return (request: MessageInitShape<DescMessage>, options?: CallOptions) =>
          channel.unary(method, request, options);
      case "server_streaming":
        return (request: MessageInitShape<DescMessage>, options?: CallOptions) =>
          serverStream(channel, method, request, options);
      case "bidi_streaming":
        return (requests: AsyncIterable<MessageInitShape<DescMessage>>, options?: CallOptions) =>
          bothStream(channel, method, requests, options);
      default:
        return null;
    }
  });
  const all = makeAnyClient(service, (method) =>
    method.methodKind === "unary" && method.localName.startsWith("list")
      ? (request: MessageInitShape<DescMessage>, options?: CallOptions) =>
          pages(channel, method, request, options)
      : null,
  );
  return Object.assign(calls, { all }) as unknown as Group<S>;
}

/** The calls of the log over a channel. */
export function logGroup(channel: Channel, service: typeof LogService): Log {
  const own: Pick<Log, "watch"> = {
    watch: (request, options) => watch(channel, request, options),
  };
  return Object.assign(group(channel, service), own) as Log;
}

function serverStream(
  channel: Channel,
  method: DescMethodServerStreaming,
  request: MessageInitShape<DescMessage>,
  options?: CallOptions,
) {
  const message = prepared(method.input, request);
  const run = method.name.startsWith("Watch") ? followed : begun;
  return run(channel, options, (signal, patience, attempt) =>
    channel.stream(method, one(message), signal, patience, attempt),
  );
}

function bothStream(
  channel: Channel,
  method: DescMethodBiDiStreaming,
  requests: AsyncIterable<MessageInitShape<DescMessage>>,
  options?: CallOptions,
) {
  if (!channel.connection.streamsRequests) {
    throw new Unsupported(
      `${method.name} sends a stream of requests, which browsers cannot: use batchCastStances`,
    );
  }
  const messages = async function* () {
    for await (const request of requests) yield prepared(method.input, request);
  };
  return answers(channel, method, messages(), options);
}

async function* answers(
  channel: Channel,
  method: DescMethodBiDiStreaming,
  messages: AsyncIterable<MessageInitShape<DescMessage>>,
  options?: CallOptions,
) {
  const { signal, end } = channel.calls.begin(options?.signal);
  try {
    yield* channel.stream(method, messages, signal, { first: channel.deadlineMs });
  } finally {
    end();
  }
}
