// Generates src/gen from the contract, below the folder that is named or here.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = process.argv[2] ?? root;
const bin = join(root, "node_modules", ".bin");
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
execFileSync("buf", ["generate", "-o", out], { cwd: root, env, stdio: "inherit" });

// A file whose contract begins with a licence carries its mark below it; it belongs on top.
const generated = join(out, "src/gen");
for (const entry of readdirSync(generated, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, "utf8");
  if (!text.startsWith("// @generated")) writeFileSync(path, `// @generated\n${text}`);
}
