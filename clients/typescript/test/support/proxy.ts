// A TCP proxy that loses what the server answers, and cuts connections.

import { EventEmitter, once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between client and server. Emits `refused` when the server is not there. */
export class LossyProxy extends EventEmitter<{ refused: []; swallowed: [] }> {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #swallows = false;

  private constructor(readonly target: () => number) {
    super();
    this.#server = createServer((client) => this.#join(client));
  }

  static async to(target: () => number): Promise<LossyProxy> {
    const proxy = new LossyProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on requests go through, and answers are lost. */
  swallow(): void {
    this.#swallows = true;
  }

  /** Cuts every connection; those that come after go through both ways. */
  cut(): void {
    this.#swallows = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(client: Socket): void {
    const server = connect(this.target(), "127.0.0.1");
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    server.on("error", () => this.emit("refused"));
    client.on("data", (bytes) => server.write(bytes));
    server.on("data", (bytes) => {
      if (this.#swallows) this.emit("swallowed");
      else client.write(bytes);
    });
  }
}
