export type { Caller } from "./caller.js";
export type { CallOptions, Settings } from "./channel.js";
export { Client, type Options } from "./client.js";
export {
  AddressUnusable,
  CallerUnusable,
  DeadlineExceeded,
  Unavailable,
  UnexpectedStatus,
  Unreachable,
  Unsupported,
} from "./errors.js";
export * from "./gen/refusals.js";
export type { Analysis, Calls, Group, Lists, Log } from "./groups.js";
export type { LogEvent, Update } from "./log.js";
export type { Item } from "./pages.js";
export { BeraadError, type Refusal, Refused, type Violation } from "./refused.js";
export { VERSION } from "./version.js";
