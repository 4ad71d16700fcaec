// The page of examples/browser in a real browser.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM_BIN ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser of this machine. */
export function browser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`no browser at ${CHROMIUM}; scripts/typescript.sh installs one`);
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** Serves a folder of `build/`, on a free port. */
export async function served(folder: string): Promise<AsyncDisposable & { origin: string }> {
  const root = fileURLToPath(new URL(`../../build/${folder}/`, import.meta.url));
  const server: Server = createServer(async ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://page");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const type = name.endsWith(".js") ? "text/javascript" : "text/html";
    try {
      const body = await readFile(`${root}${name}`);
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}
