// A deliberation in a browser, live. It is told by the page's own address:
// `?server=http://127.0.0.1:7440&deliberation=deliberations/plein` shows it, and with
// `&member=deliberations/plein/parties/bewoners` that member can say what it thinks.
// The server allows the page with `beraad serve --allow-origin` and the page's origin.

import { BeraadError, type Client, connect, type LogEvent, Refused } from "beraad";

const STEPS = [
  [-2, "strongly against"],
  [-1, "against"],
  [0, "neutral"],
  [1, "for"],
  [2, "strongly for"],
] as const;

const asked = new URLSearchParams(location.search);
const deliberation = asked.get("deliberation") ?? "";
const member = asked.get("member");

/** The element with an id. */
function by(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** An element with attributes and content. */
function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

/** Says something where it is read aloud as well; nothing hides it. */
function say(id: "refused" | "done", text: string): void {
  by(id).textContent = text;
  by(id).hidden = text === "";
}

/** Tells why it did not go, in words for a person. */
function tell(error: unknown): void {
  if (!(error instanceof BeraadError)) throw error;
  say("refused", (error instanceof Refused && error.localized) || error.message);
}

/** Shows one event of the log. */
function show(client: Client, event: LogEvent): void {
  const body = event.payload?.body;
  const text = (id = "") => event.texts[id] ?? "(not shown)";
  if (body?.case === "deliberationCreated") {
    by("title").textContent = text(body.value.title?.id);
    document.title = text(body.value.title?.id);
  } else if (body?.case === "statementAdded") {
    by("statements").querySelector("p")?.remove();
    const item = `${deliberation}/statements/${body.value.statement}`;
    by("statements").append(statement(client, item, text(body.value.text?.id)));
  } else if (body?.case === "roundOpened") {
    by("round").textContent = `Round ${body.value.round} is open.`;
  } else if (body?.case === "roundClosed") {
    by("round").textContent = `Round ${body.value.round} is closed.`;
  }
  const told = event.kind.replaceAll("_", " ");
  const sealed = event.withheld === undefined ? "" : " (sealed)";
  by("log").append(make("li", { "data-sequence": String(event.sequence) }, told, sealed));
}

/** A statement, with a form for the member who looks. */
function statement(client: Client, item: string, text: string): HTMLElement {
  if (member === null) return make("p", { class: "note" }, text);
  const choices = STEPS.map(([value, words]) => {
    const input = { type: "radio", name: "value", value: String(value), required: "" };
    return make("label", {}, make("input", input), words);
  });
  const button = make("button", { "aria-describedby": item }, "Give this stance");
  const fieldset = make("fieldset", {}, make("legend", { id: item }, text), ...choices);
  const form = make("form", {}, fieldset, button);
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    const value = Number(new FormData(form).get("value"));
    say("refused", "");
    say("done", "");
    button.disabled = true;
    try {
      const stance = { item, member, answer: { case: "value" as const, value } };
      const { written } = await client.participation.castStance({ stance });
      say("done", `Your stance is in the log, as number ${written?.sequence}.`);
    } catch (error) {
      tell(error);
    } finally {
      button.disabled = false;
    }
  });
  return form;
}

try {
  const client = await connect(asked.get("server") ?? "http://127.0.0.1:7440", {
    language: navigator.language,
    ...(member !== null && { caller: { role: "member", credential: "page", member } }),
  });
  by("round").textContent = "No round is open.";
  for await (const update of client.log.watch({ deliberation })) {
    for (const event of update.events) show(client, event);
  }
} catch (error) {
  by("round").textContent = "Not connected.";
  tell(error);
}
