// Every example of the README runs, and the one in the README of the repository.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect } from "beraad";
import { build } from "esbuild";
import { browser, served } from "./support/page.js";
import { FACILITATOR, stated } from "./support/plein.js";
import { Server } from "./support/server.js";
import { TlsProxy } from "./support/tls.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(ROOT, "build/readme");
const run = promisify(execFile);

/** The examples of a kind in a README, as one program that speaks to these servers. */
async function program(
  kind: string,
  url: string,
  secureUrl: string,
  path = join(ROOT, "README.md"),
): Promise<string> {
  const readme = await readFile(path, "utf8");
  const blocks = readme.matchAll(new RegExp(`^\`\`\`ts ${kind}\n(.*?)^\`\`\``, "gms"));
  const text = [...blocks].map(([, block]) => block).join("\n");
  assert.notEqual(text, "");
  return text
    .replaceAll("http://127.0.0.1:7440", url)
    .replaceAll("https://beraad.example.org", secureUrl);
}

/** Writes a program and has the compiler look at it. */
async function compiled(name: string, text: string): Promise<string> {
  await rm(join(FOLDER, name), { recursive: true, force: true });
  await mkdir(join(FOLDER, name), { recursive: true });
  const path = join(FOLDER, name, "main.ts");
  await writeFile(path, text);
  const config = { extends: join(ROOT, "tsconfig.json"), include: ["main.ts"] };
  await writeFile(join(FOLDER, name, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const checked = run(process.execPath, [tsc, "-p", join(FOLDER, name)]);
  await checked.catch(({ stdout }) => assert.fail(stdout));
  return path;
}

test("every kind of example is run by one of these tests", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const kinds = new Set([...readme.matchAll(/^```(\S.*)$/gm)].map(([, kind]) => kind));
  assert.deepEqual([...kinds].sort(), ["sh", "ts browser", "ts node"]);
});

test("the examples for Node", async () => {
  await using server = await Server.start();
  await using proxy = await TlsProxy.to(server.port);
  const path = await compiled("node", await program("node", server.url, proxy.url));
  await writeFile(join(FOLDER, "node/city.pem"), proxy.certificate);
  const { stdout } = await run(process.execPath, ["--import", "tsx", path], {
    cwd: join(FOLDER, "node"),
  });
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines.shift() ?? "", /^deliberations\/plein\/statements\//);
  assert.match(lines.shift() ?? "", /^draft .*fase/i);
  assert.deepEqual(lines, [
    "true",
    "[ 'Er komen meer bomen.' ]",
    "[ 'Het parkeren gaat ondergronds.' ]",
    "0.1.0",
  ]);
});

test("the example in the README of the repository", async () => {
  await using server = await Server.start();
  const client = (await connect(server.url)).actingAs(FACILITATOR);
  await client.deliberations.createDeliberation({ deliberationId: "kade", title: "De kade" });
  const readme = join(ROOT, "../../README.md");
  const path = await compiled("root", await program("node", server.url, server.url, readme));
  const { stdout } = await run(process.execPath, ["--import", "tsx", path], {
    cwd: join(FOLDER, "root"),
  });
  assert.equal(stdout, "deliberations/kade 1n deliberation_created\n");
  client.close();
});

test("the example for browsers", async () => {
  await using site = await served("readme/browser");
  await using server = await Server.start("--allow-origin", site.origin);
  const client = (await connect(server.url)).actingAs(FACILITATOR);
  await client.deliberations.createDeliberation({ deliberationId: "plein", title: "Het plein" });
  const path = await compiled("browser", await program("browser", server.url, server.url));
  const outfile = join(FOLDER, "browser/main.js");
  await build({ entryPoints: [path], outfile, bundle: true, format: "esm", logLevel: "warning" });
  const html = `<!doctype html><body><script type="module" src="main.js"></script></body>`;
  await writeFile(join(FOLDER, "browser/index.html"), html);
  const chromium = await browser();
  try {
    const page = await chromium.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(site.origin);
    await page.getByText("deliberation_created").waitFor();
    assert.equal(await page.title(), "Het plein");
    await stated(client, "deliberations/plein", "bomen", "Er komen meer bomen.");
    await page.getByText("deliberation_created statement").waitFor();
  } finally {
    await chromium.close();
  }
  client.close();
});
