// The real server: started, killed without warning, and started again on the same log.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const DEFAULT = fileURLToPath(new URL("../../../../target/debug/beraad", import.meta.url));
export const BERAAD = process.env.BERAAD_BIN ?? DEFAULT;

/** A server with a log in a folder of its own. */
export class Server {
  #process: ChildProcess | undefined;
  #port = 0;

  private constructor(
    readonly folder: string,
    readonly options: readonly string[],
  ) {}

  /** Starts one on a free port, with further options of `beraad serve`. */
  static async start(...options: string[]): Promise<Server> {
    if (!existsSync(BERAAD)) {
      throw new Error(`no server at ${BERAAD}; build it, or name it in BERAAD_BIN`);
    }
    const server = new Server(await mkdtemp(join(tmpdir(), "beraad-ts-")), options);
    await server.again();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Starts it again, on the same log and the same port. */
  async again(): Promise<void> {
    const listen = `127.0.0.1:${this.#port}`;
    const words = ["serve", "--data", this.folder, "--listen", listen, ...this.options];
    const child = spawn(BERAAD, words, { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    const told: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port === undefined) {
        told.push(line);
        continue;
      }
      this.#port = Number(port);
      child.stderr.resume();
      return;
    }
    throw new Error(`the server ended before it listened: ${told.join("; ")}`);
  }

  /** Kills it without warning, and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** Kills it and removes its log. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
