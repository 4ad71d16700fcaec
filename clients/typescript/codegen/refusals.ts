// A plugin of buf: one class for each reason of a refusal, with the comment of the contract.

import { createEcmaScriptPlugin, runNodeJs, type Schema } from "@bufbuild/protoplugin";

const PREFIX = "REASON_";

const plugin = createEcmaScriptPlugin({
  name: "refusals of beraad",
  version: "v1",
  generateTs,
});

function generateTs(schema: Schema): void {
  const contract = schema.files.find((file) => file.name === "beraad/v1/error");
  const reasons = contract?.enums.find((each) => each.name === "Reason");
  if (contract === undefined || reasons === undefined) return;
  const file = schema.generateFile("refusals.ts");
  file.preamble(contract);
  const Refused = file.import("Refused", "../refused.js");
  const known = reasons.values.filter((reason) => reason.number !== 0);
  for (const reason of known) {
    const name = reason.name.slice(PREFIX.length);
    file.print(file.jsDoc(reason));
    file.print("export class ", className(name), " extends ", Refused, " {");
    file.print("  override readonly name: string = ", file.string(className(name)), ";");
    file.print("}");
    file.print();
  }
  file.print(file.jsDoc("The class of each reason that this client knows."));
  file.print("export const REFUSALS: ReadonlyMap<string, typeof ", Refused, "> = new Map([");
  for (const reason of known) {
    const name = reason.name.slice(PREFIX.length);
    file.print("  [", file.string(name), ", ", className(name), "],");
  }
  file.print("]);");
}

/** `PHASE_NOT_ALLOWED` becomes `PhaseNotAllowed`. */
function className(reason: string): string {
  const words = reason.toLowerCase().split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

runNodeJs(plugin);
