// The package as others get it: packed, installed elsewhere, compiled, run, and bundled.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Server } from "./support/server.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

const PROGRAM = `import { connect, PhaseNotAllowed, type Update } from "beraad";
import { LogService, type Statement } from "beraad/v1";
import { connect as connectWeb } from "beraad/web";

for (const open of [connect, connectWeb]) {
  const client = await open(process.argv[2] ?? "");
  const facilitator = client.actingAs({ role: "facilitator", credential: "packed" });
  const { name: deliberation } = await facilitator.deliberations.createDeliberation({ title: "T" });
  await facilitator.participation.addStatement({ deliberation, text: "Er komen meer bomen." });
  const found: Statement[] = [];
  const statements = client.participation.all.listStatements({ deliberation });
  for await (const each of statements) found.push(each);
  const updates: Update[] = [];
  for await (const update of client.log.watch({ deliberation })) {
    updates.push(update);
    if (update.checkpoint) break;
  }
  const refused = await facilitator.deliberations
    .closeRound({ name: deliberation + "/rounds/1" })
    .catch((error: unknown) => error instanceof PhaseNotAllowed || error);
  console.log(found.length, updates.length, refused, LogService.typeName);
}
`;

const CONFIG = {
  compilerOptions: {
    target: "ES2022",
    module: "NodeNext",
    lib: ["ES2023", "DOM"],
    types: ["node"],
    strict: true,
    outDir: "out",
  },
  files: ["main.ts"],
};

test("the packed package compiles, runs in Node, and bundles for browsers", async () => {
  const folder = await mkdtemp(join(tmpdir(), "beraad-pack-"));
  try {
    const { stdout: packed } = await run(
      "npm",
      ["pack", "--silent", "--ignore-scripts", "--json", "--pack-destination", folder],
      { cwd: ROOT },
    );
    const [tarball] = Object.values<{ filename: string; files: { path: string }[] }>(
      JSON.parse(packed),
    );
    const paths = tarball?.files.map(({ path }) => path) ?? [];
    for (const path of ["LICENSE", "README.md", "package.json", "dist/node.js", "dist/web.d.ts"]) {
      assert(paths.includes(path), `the package lacks ${path}`);
    }
    assert(
      paths.every((path) => path.startsWith("dist/") || !path.includes("/")),
      String(paths),
    );

    // The versions of the lock file, so that what was fetched before suffices.
    const { packages } = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8"));
    const own = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    const names = [...Object.keys(own.dependencies), "@types/node", "undici-types"];
    const versions = names.map((name) => [name, packages[`node_modules/${name}`].version]);
    const dependencies = {
      ...Object.fromEntries(versions),
      beraad: `file:${tarball?.filename}`,
    };
    const project = { private: true, type: "module", dependencies };
    await writeFile(join(folder, "package.json"), JSON.stringify(project));
    await writeFile(join(folder, "main.ts"), PROGRAM);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(CONFIG));
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
    await run("npm", ["install", ...quiet], { cwd: folder });
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const compiled = run(process.execPath, [tsc, "-p", folder]);
    await compiled.catch(({ stdout }) => assert.fail(stdout));

    await using server = await Server.start();
    const { stdout } = await run(process.execPath, [join(folder, "out/main.js"), server.url]);
    assert.equal(stdout, "1 3 true beraad.v1.LogService\n".repeat(2));

    const { metafile } = await build({
      absWorkingDir: folder,
      stdin: {
        contents: `export * from "beraad"; export * from "beraad/web";`,
        resolveDir: folder,
      },
      bundle: true,
      format: "esm",
      platform: "browser",
      metafile: true,
      write: false,
    });
    const inputs = Object.keys(metafile.inputs);
    assert(
      inputs.some((path) => path.endsWith("beraad/dist/web.js")),
      "the web entry is bundled",
    );
    const isForNode = (path: string) => /connect-node|dist\/node\.js/.test(path);
    assert.deepEqual(inputs.filter(isForNode), []);
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    const isBuiltin = ({ path }: { path: string }) =>
      path.startsWith("node:") || builtinModules.includes(path);
    assert.deepEqual(imports.filter(isBuiltin), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});
