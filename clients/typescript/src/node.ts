/** The client for Node: gRPC over HTTP/2. */
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { originOf } from "./address.js";
import { begin, type Client, type Options } from "./client.js";
import { AddressUnusable } from "./errors.js";

export * from "./common.js";

/** How to connect from Node. */
export interface NodeOptions extends Options {
  /**
   * Certificates in PEM that vouch for the server, in place of those of the machine; for an
   * `https://` address only.
   */
  readonly rootCertificates?: string | Uint8Array | readonly (string | Uint8Array)[];
}

/** A connection with calls under way is asked so often whether it is alive, in milliseconds. */
const PING_INTERVAL_MS = 20_000;
/** And given up when it does not answer within, in milliseconds. */
const PING_TIMEOUT_MS = 10_000;

/**
 * Connects to a server such as `http://127.0.0.1:7440`, and asks it once what it is. Throws
 * `AddressUnusable` for an address that is none, and `Unreachable` when nothing answers there.
 */
export async function connect(url: string, options: NodeOptions = {}): Promise<Client> {
  const { rootCertificates, ...others } = options;
  const origin = originOf(url);
  if (rootCertificates !== undefined && !origin.startsWith("https:")) {
    const problem = "certificates are given, and nothing is encrypted; write it with https://";
    throw new AddressUnusable(url, problem);
  }
  const ca = rootCertificates === undefined ? [] : [rootCertificates].flat();
  const sessionManager = new Http2SessionManager(
    origin,
    { pingIntervalMs: PING_INTERVAL_MS, pingTimeoutMs: PING_TIMEOUT_MS },
    ca.length === 0 ? {} : { ca: ca.map((each) => Buffer.from(each)) },
  );
  const connection = {
    transport: createGrpcTransport({ baseUrl: origin, sessionManager }),
    streamsRequests: true,
    close: () => sessionManager.abort(),
  };
  const remedy = origin.startsWith("https:")
    ? "see whether it speaks https, with a certificate that is trusted here"
    : "start one with `beraad serve`";
  return begin(url, connection, others, remedy);
}
