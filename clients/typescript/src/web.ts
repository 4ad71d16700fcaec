/** The client for browsers: gRPC-Web over fetch. */
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { originOf } from "./address.js";
import { begin, type Client, type Options } from "./client.js";

export * from "./common.js";

const REMEDY =
  "start one with `beraad serve`, with --allow-origin and this page's origin when it is another";

/**
 * Connects to a server such as `https://beraad.example.org`, and asks it once what it is. Throws
 * `AddressUnusable` for an address that is none, and `Unreachable` when nothing answers there or
 * the server does not allow this page's origin.
 */
export async function connect(url: string, options: Options = {}): Promise<Client> {
  const transport = createGrpcWebTransport({ baseUrl: originOf(url) });
  const connection = { transport, streamsRequests: false, close: () => undefined };
  return begin(url, connection, options, REMEDY);
}
