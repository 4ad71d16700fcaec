// Ends TLS before a server, with a certificate that was made a moment ago.

import { once } from "node:events";
import { type AddressInfo, connect, type Server as NetServer, type Socket } from "node:net";
import { createServer } from "node:tls";
import { generate } from "selfsigned";

/** A proxy that speaks HTTP/2 over TLS, as a city's own would. */
export class TlsProxy {
  private constructor(
    /** The certificate, in PEM. */
    readonly certificate: string,
    readonly server: NetServer,
    readonly sockets: Set<Socket>,
  ) {}

  static async to(port: number): Promise<TlsProxy> {
    const names = [
      { type: 2 as const, value: "localhost" },
      { type: 7 as const, ip: "127.0.0.1" },
    ];
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [
        { name: "basicConstraints", cA: true },
        { name: "subjectAltName", altNames: names },
      ],
    });
    const sockets = new Set<Socket>();
    const server = createServer({ key, cert, ALPNProtocols: ["h2", "http/1.1"] }, (client) => {
      const target = connect(port, "127.0.0.1");
      for (const [socket, other] of [
        [client, target],
        [target, client],
      ] as const) {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => other.destroy());
        socket.pipe(other);
      }
    });
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TlsProxy(cert, server, sockets);
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}
