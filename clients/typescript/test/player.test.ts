// The player of scenarios, as the scenarios' own tests run it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Server } from "./support/server.js";

const PLAYER = fileURLToPath(new URL("../build/player.js", import.meta.url));

/** Plays steps; gives what came of each. */
async function played(server: string, steps: unknown[], ...options: string[]) {
  const child = spawn(process.execPath, [PLAYER, ...options], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify({ server, steps }));
  return JSON.parse(await text(child.stdout)).steps;
}

const as = { role: "facilitator", credential: "front-office" };
const deliberation = "deliberations/plein";
const STEPS = [
  {
    as,
    call: "DeliberationService.CreateDeliberation",
    request: { deliberation_id: "plein", title: "Het plein", challenge: "Hoe?" },
  },
  {
    as,
    language: "nl",
    call: "DeliberationService.CloseRound",
    request: { name: `${deliberation}/rounds/1` },
  },
  { call: "DeliberationService.AddParty", request: { deliberation: "plein" } },
  { pages: "DeliberationService.ListDeliberations", request: { page_size: 1 } },
  { export: { deliberation, start_after_sequence: "2" } },
  { watch: { deliberation } },
  { analysis: { deliberation }, take: 1 },
  { traces: { deliberation, item: "x" }, take: 1 },
  { stances: [{ deliberation, stances: [] }] },
  { as: { role: "facilitator", credential: "a\nb" }, pages: "AnalysisService.ListFlags" },
];

for (const options of [[], ["--web"]]) {
  test(`a scenario is played${options.map((each) => ` with ${each}`)}`, async () => {
    await using server = await Server.start();
    const steps = await played(server.url, STEPS, ...options);
    assert.equal(steps.length, STEPS.length);
    const [made, closed, bad, pages, exported, watched, analysis, traces, stances, caller] = steps;
    assert.equal(made.answer.name, deliberation);
    assert.equal(made.answer.written.sequence, "2");
    assert.equal(closed.refused.type, "PhaseNotAllowed");
    assert.equal(closed.refused.facts.phase, "draft");
    assert.match(closed.refused.localized, /fase/);
    assert.deepEqual([bad.refused.type, bad.refused.localized], ["InvalidRequest", ""]);
    assert.equal(bad.refused.violations[0].field, "deliberation");
    assert.equal(pages.items[0].title.value, "Het plein");
    assert.deepEqual(exported.records.map(Object.keys), [["header"], ["trailer"]]);
    assert.equal(watched.updates[0].events[0].kind, "deliberation_created");
    assert.equal(watched.updates[0].position, "2");
    assert.deepEqual(Object.values(watched.updates[0].events[0].texts), ["Het plein"]);
    assert.equal(watched.updates[1].checkpoint.sequence, "2");
    assert.deepEqual([analysis.answers?.length, traces.refused?.type], [1, "InvalidRequest"]);
    if (options.length > 0) assert.deepEqual(stances, { failed: "Unsupported" });
    else assert.equal(stances.refused?.type ?? stances.answers.length, 1);
    assert.deepEqual(caller, { failed: "CallerUnusable" });
  });
}

test("where no server is, every step says so", async () => {
  const server = await Server.start();
  await server.stop();
  const unreachable = { failed: "Unreachable" };
  assert.deepEqual(await played(server.url, STEPS.slice(0, 2)), [unreachable, unreachable]);
});
