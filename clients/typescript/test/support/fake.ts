// Services that a test writes, and time that a test moves on.

import { mock } from "node:test";
import {
  type Code,
  ConnectError,
  createConnectRouter,
  type ServiceImpl,
} from "@connectrpc/connect";
import { createAsyncIterable, type UniversalClientRequest } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-grpc";
import { begin } from "../../src/client.js";
import type { Options } from "../../src/common.js";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  LocalizedMessageSchema,
  RetryInfoSchema,
} from "../../src/gen/google/rpc/error_details_pb.js";
import { AdminService, AnalysisService, LogService, ServerService } from "../../src/v1.js";

export interface Services {
  readonly admin?: Partial<ServiceImpl<typeof AdminService>>;
  readonly log?: Partial<ServiceImpl<typeof LogService>>;
  readonly analysis?: Partial<ServiceImpl<typeof AnalysisService>>;
  readonly version?: string;
}

/** A client that speaks gRPC, without a network, with services that the test writes. */
export function clientOf(
  { admin, log, analysis, version = "0.1.0" }: Services,
  options: Options = {},
) {
  const { handlers } = createConnectRouter()
    .service(ServerService, { getServerInfo: () => ({ version }) })
    .service(AdminService, admin ?? {})
    .service(LogService, log ?? {})
    .service(AnalysisService, analysis ?? {});
  const answer = async (request: UniversalClientRequest) => {
    const { pathname } = new URL(request.url);
    const handler = handlers.find(({ requestPath }) => requestPath === pathname);
    const { signal = new AbortController().signal, body = createAsyncIterable([]) } = request;
    const answered = handler?.({ ...request, httpVersion: "2.0", signal, body });
    const given = await Promise.race([answered, never(signal)]);
    return {
      status: given?.status ?? 404,
      header: new Headers(given?.header),
      body: (given?.body ?? createAsyncIterable([])) as AsyncIterable<Uint8Array>,
      trailer: given?.trailer ?? new Headers(),
    };
  };
  const transport = createTransport({
    httpClient: answer,
    baseUrl: "https://in-memory",
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: 1024,
    readMaxBytes: 0xffffffff,
    writeMaxBytes: 0xffffffff,
  });
  const connection = { transport, streamsRequests: true, close: () => undefined };
  return begin("http://test", connection, options, "start it");
}

/** No answer, until nobody waits for it. */
export function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** A refusal of the engine. */
export function refusal(code: Code, reason: string, retrySeconds?: number): ConnectError {
  const details = [
    { desc: ErrorInfoSchema, value: { reason, domain: "beraad", metadata: { phase: "draft" } } },
    { desc: LocalizedMessageSchema, value: { locale: "nl", message: "Dat kan nu niet." } },
    {
      desc: BadRequestSchema,
      value: { fieldViolations: [{ field: "title", description: "is empty" }] },
    },
  ];
  const retry = {
    desc: RetryInfoSchema,
    value: { retryDelay: { seconds: BigInt(retrySeconds ?? 0) } },
  };
  const all = retrySeconds === undefined ? details : [...details, retry];
  return new ConnectError("not now", code, undefined, all);
}

/** Lets a call go on through waits of at most so many milliseconds, until it ends. */
export async function hurried<T>(
  promise: Promise<T>,
  ms = 10_000,
): Promise<PromiseSettledResult<T>> {
  const ended = Promise.allSettled([promise]);
  let isDone = false;
  void ended.then(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise(setImmediate);
    mock.timers.tick(ms);
  }
  return (await ended)[0] as PromiseSettledResult<T>;
}

/** Replaces timers for one test. */
export function stopClock(t: { after(fn: () => void): void }): void {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
}
