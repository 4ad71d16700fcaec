import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  LocalizedMessageSchema,
  RetryInfoSchema,
} from "./gen/google/rpc/error_details_pb.js";
import { REFUSALS } from "./gen/refusals.js";
import { BeraadError, Refused } from "./refused.js";

/** The address cannot be used. */
export class AddressUnusable extends BeraadError {
  override readonly name: string = "AddressUnusable";
  /** Made by the client: the address, what is wrong with it, and the remedy. */
  constructor(
    /** The address as given. */
    readonly url: string,
    problem: string,
  ) {
    super(`server address \`${url}\` is unusable: ${problem}`);
  }
}

/** Nothing that speaks the protocol answers at the address. */
export class Unreachable extends BeraadError {
  override readonly name: string = "Unreachable";
  /** Made by the client: the address, what the network said, and the remedy. */
  constructor(
    /** The address. */
    readonly url: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`no server answers at ${url}: ${problem}`, options);
  }
}

/** The caller, the language or a header holds characters that request metadata cannot hold. */
export class CallerUnusable extends BeraadError {
  override readonly name: string = "CallerUnusable";
  /** Made by the client: the key of the metadata, and its value. */
  constructor(
    /** The key of the metadata, such as `beraad-credential`. */
    readonly key: string,
    value: string,
  ) {
    super(`${key} \`${value}\` holds what metadata cannot hold; use visible ASCII characters only`);
  }
}

/** The server did not answer, or was not able to, in any attempt. */
export class Unavailable extends BeraadError {
  override readonly name: string = "Unavailable";
  /** Made by the client: the number of attempts, and what the last one met. */
  constructor(
    /** How often the call was sent. */
    readonly attempts: number,
    problem: string,
    options?: ErrorOptions,
  ) {
    const times = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
    super(`the server is unavailable after ${times}: ${problem}`, options);
  }
}

/**
 * No answer within the deadline. What was to be written may have been written: send it again with
 * the same `requestId`.
 */
export class DeadlineExceeded extends BeraadError {
  override readonly name: string = "DeadlineExceeded";
  /** Made by the client. */
  constructor(
    /** The deadline, in milliseconds. */
    readonly afterMs: number,
    options?: ErrorOptions,
  ) {
    const seconds = (afterMs / 1000).toFixed(1);
    super(`no answer within ${seconds} s; send it again with the same request_id`, options);
  }
}

/** An answer outside the contract, such as one of a proxy. */
export class UnexpectedStatus extends BeraadError {
  override readonly name: string = "UnexpectedStatus";
  /** Made by the client. */
  constructor(
    /** The gRPC code, such as `UNIMPLEMENTED`. */
    readonly code: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`unexpected answer ${code}: ${problem}`, options);
  }
}

/** This transport cannot do it. */
export class Unsupported extends BeraadError {
  override readonly name: string = "Unsupported";
}

/** The `domain` of google.rpc.ErrorInfo in what the engine refuses. */
const DOMAIN = "beraad";

/** Whether sending again may help: it passes by itself. */
export function passes(error: unknown): boolean {
  if (error instanceof Unavailable) return true;
  if (!(error instanceof Refused)) return false;
  return (
    error.code === "UNAVAILABLE" ||
    (error.code === "RESOURCE_EXHAUSTED" && error.retryAfterMs !== undefined)
  );
}

/** What went wrong in an attempt, from what the transport threw. */
export function errorOf(thrown: unknown, attempts: number, deadlineMs: number): unknown {
  if (thrown instanceof BeraadError) return thrown;
  const error = ConnectError.from(thrown);
  const info = detail(error, ErrorInfoSchema);
  if (info !== undefined && info.domain === DOMAIN) {
    const known = REFUSALS.get(info.reason) ?? Refused;
    return new known({
      reason: info.reason,
      code: codeName(error.code),
      message: error.rawMessage,
      localized: detail(error, LocalizedMessageSchema)?.message,
      facts: { ...info.metadata },
      violations: (detail(error, BadRequestSchema)?.fieldViolations ?? []).map(
        ({ field, description }) => ({ field, description }),
      ),
      retryAfterMs: retryAfter(error),
    });
  }
  const options = { cause: thrown };
  if (error.code === Code.DeadlineExceeded) return new DeadlineExceeded(deadlineMs, options);
  if (isCut(error)) return new Unavailable(attempts, told(error), options);
  return new UnexpectedStatus(codeName(error.code), told(error), options);
}

/** The detail of a kind, when the status carries one. */
function detail<D extends DescMessage>(error: ConnectError, schema: D) {
  return error.findDetails(schema)[0] as MessageShape<D> | undefined;
}

function retryAfter(error: ConnectError): number | undefined {
  const info = detail(error, RetryInfoSchema);
  if (info === undefined) return undefined;
  return info.retryDelay === undefined ? 0 : durationMs(info.retryDelay);
}

/** What the transport says of an answer that came whole and is none of this contract. */
const STRANGE = /^(HTTP \d|unsupported |parse |serialize |message size |.*extra |missing message)/;

/**
 * Whether the server was not there, or its answer broke off. A status that the server sent comes
 * with the header `grpc-status`; all else is what the transport met.
 */
function isCut(error: ConnectError): boolean {
  if (error.code === Code.Unavailable) return true;
  return !error.metadata.has("grpc-status") && !STRANGE.test(error.rawMessage);
}

/** What the transport met, with what the network said behind it. */
export function told(thrown: unknown): string {
  const error = ConnectError.from(thrown);
  let text = error.rawMessage;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause.message !== "" && !text.includes(cause.message)) text += `: ${cause.message}`;
  }
  return text;
}

/** `FailedPrecondition` becomes `FAILED_PRECONDITION`. */
export function codeName(code: Code): string {
  if (code === Code.Canceled) return "CANCELLED";
  const name = Code[code] ?? "UNKNOWN";
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
