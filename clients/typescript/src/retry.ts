import { passes } from "./errors.js";
import { Refused } from "./refused.js";

/** The longest wait before the second attempt, in milliseconds; it triples with each one more. */
const FIRST_MS = 250;
const GROWTH = 3;

/**
 * How long to wait before the attempt after this one, in milliseconds; `undefined` when it must not
 * be sent again. `attempt` counts from 1, `chance` lies in 0..1 and spreads callers that failed
 * together.
 */
export function waitAfter(
  error: unknown,
  attempt: number,
  attempts: number,
  chance = Math.random(),
): number | undefined {
  if (attempt >= attempts || !passes(error)) return undefined;
  const asked = error instanceof Refused ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, backoff(attempt, chance));
}

/** The client's own wait after an attempt, in milliseconds. */
export function backoff(attempt: number, chance = Math.random()): number {
  return FIRST_MS * GROWTH ** (attempt - 1) * (0.5 + chance / 2);
}

/** Waits so many milliseconds, or fails with the signal's reason when that comes first. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
