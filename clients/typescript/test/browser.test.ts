// The page of examples/browser, in a real browser, with a real server of another origin.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "beraad";
import type { Browser, Page } from "playwright-core";
import { browser, served } from "./support/page.js";
import { FACILITATOR, opened, resident, stated } from "./support/plein.js";
import { Server } from "./support/server.js";

let chromium: Browser;
before(async () => {
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
});

/** Opens the page; whatever a script of it does not catch fails the test. */
async function looking(origin: string, about: Record<string, string>) {
  const page = await chromium.newPage({ locale: "nl-NL" });
  page.setDefaultTimeout(15_000);
  const uncaught: Error[] = [];
  page.on("pageerror", (error) => uncaught.push(error));
  await page.goto(`${origin}/?${new URLSearchParams(about)}`);
  return { page, uncaught };
}

/** Waits until the page shows an event with this sequence. */
const shows = (page: Page, sequence: bigint | number) =>
  page.locator(`#log li[data-sequence="${sequence}"]`).first().waitFor();

/** The sequences that the page shows, in its order. */
async function sequences(page: Page): Promise<number[]> {
  const items = page.locator("#log li");
  return (await items.evaluateAll((all) => all.map((li) => li.dataset.sequence))).map(Number);
}

test("a page follows a deliberation through restarts, and casts a stance", async () => {
  await using site = await served("page");
  await using server = await Server.start("--allow-origin", site.origin);
  const client = await connect(server.url);
  const deliberation = await opened(client);
  const { member } = resident(deliberation);
  const { page, uncaught } = await looking(site.origin, {
    server: server.url,
    deliberation,
    member,
  });
  await page.getByRole("heading", { name: "Het plein" }).waitFor();
  await page.getByText("Round 1 is open.").waitFor();

  const form = page.locator("form", { hasText: "Er komen meer bomen." });
  const give = form.getByRole("button", { name: "Give this stance" });
  await form.getByRole("radio", { name: "strongly for" }).check();
  await give.click();
  await page.getByText("Your stance is in the log, as number 11.").waitFor();
  await page.locator("#log").getByText("stance", { exact: true }).waitFor();

  for (const count of [1, 2, 3]) {
    await server.kill();
    if (count === 2) {
      // A stance that is given while the server is away arrives when it is back.
      await form.getByRole("radio", { name: "against", exact: true }).check();
      const lost = page.waitForEvent("requestfailed");
      await give.click();
      await lost;
    }
    await server.again();
    if (count === 2) await page.getByText("Your stance is in the log, as number 13.").waitFor();
    const written = await stated(client, deliberation, `na-${count}`, "Na de storing.");
    await shows(page, written.written?.sequence ?? 0n);
  }
  const facilitator = client.actingAs(FACILITATOR);
  await facilitator.deliberations.closeRound({ name: `${deliberation}/rounds/1` });
  await page.getByText("Round 1 is closed.").waitFor();
  const { sequence } = await client.log.getCheckpoint({ deliberation });
  await shows(page, sequence);
  assert.deepEqual(
    await sequences(page),
    Array.from({ length: Number(sequence) }, (_, at) => at + 1),
  );

  await give.click();
  await page.getByRole("alert").filter({ hasText: "ronde" }).waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.deepEqual(uncaught, []);
  await page.close();
  client.close();
});

test("a page of an origin that is not allowed is refused", async () => {
  await using site = await served("page");
  await using server = await Server.start("--allow-origin", "https://app.example");
  const { page, uncaught } = await looking(site.origin, { server: server.url, deliberation: "d" });
  await page.getByText("Not connected.").waitFor();
  const told = await page.getByRole("alert").textContent();
  assert.match(told ?? "", /no server answers at .* with --allow-origin and this page's origin/);
  assert.deepEqual(uncaught, []);
  await page.close();
});
