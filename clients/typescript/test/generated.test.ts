// What is generated is what the contract says now, and fits the rules of the client.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { DescService } from "@bufbuild/protobuf";
import * as beraad from "beraad";
import { Refused, VERSION } from "beraad";
import * as v1 from "beraad/v1";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Every file below a folder with its text. */
async function files(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = new Map<string, string>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(folder.length), await readFile(path, "utf8"));
  }
  return found;
}

test("the generated code is that of the contract", async () => {
  const folder = await mkdtemp(join(ROOT, "build", "generated-"));
  try {
    const script = join(ROOT, "codegen/generate.ts");
    await promisify(execFile)(process.execPath, ["--import", "tsx", script, folder], { cwd: ROOT });
    const [made, kept] = await Promise.all([
      files(join(folder, "src/gen")),
      files(join(ROOT, "src/gen")),
    ]);
    assert.deepEqual([...made.keys()].sort(), [...kept.keys()].sort(), "run `npm run generate`");
    for (const [path, text] of made) {
      assert.equal(kept.get(path), text, `${path} differs; run \`npm run generate\``);
      assert.match(text.split("\n")[0] ?? "", /@generated/);
    }
    const exported = await readFile(join(ROOT, "src/v1.ts"), "utf8");
    const modules = [...made.keys()].filter((path) => path.startsWith("/beraad/"));
    for (const path of modules) {
      assert(
        exported.includes(`"./gen${path.replace(/\.ts$/, ".js")}"`),
        `src/v1.ts lacks ${path}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

const services = Object.values<object>(v1).filter(
  (each) => "kind" in each && each.kind === "service",
) as DescService[];

test("what takes no request id is read only, and what lists has one list", () => {
  assert.equal(services.length, 9);
  for (const { name, input, output } of services.flatMap(({ methods }) => methods)) {
    const isRead = /^(Get|List|Explain|Export|Watch)/.test(name);
    assert.equal(input.field.requestId === undefined, isRead, name);
    if (!name.startsWith("List")) continue;
    const lists = output.fields.filter(({ fieldKind }) => fieldKind === "list");
    assert.equal(lists.length, 1, name);
    assert(lists[0]?.message, name);
  }
});

test("every reason has a class, with its name", () => {
  const exported = new Map(Object.entries<unknown>(beraad));
  for (const { name, number } of v1.ReasonSchema.values) {
    if (number === 0) continue;
    const words = name.replace("REASON_", "").toLowerCase().split("_");
    const className = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
    const known = exported.get(className) as typeof Refused;
    assert(known?.prototype instanceof Refused, className);
    assert.equal(known.name, className);
  }
});

test("the version is that of the package", async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  assert.equal(VERSION, version);
});
