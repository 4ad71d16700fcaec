import type { CallOptions, Channel, Patience } from "./channel.js";
import { DeadlineExceeded, passes, Unavailable } from "./errors.js";
import { backoff, sleep, waitAfter } from "./retry.js";

/** The longest wait before a stream that has begun is taken up again, in milliseconds. */
const WAIT_MAX_MS = 10_000;

/** Opens a stream once; `attempt` counts from 1 since the last item. */
export type Open<U> = (
  signal: AbortSignal,
  patience: Patience,
  attempt: number,
) => AsyncIterable<U>;

/**
 * A stream until its end, begun like any call: with several attempts, and one deadline until its
 * first item.
 */
export async function* begun<U>(
  channel: Channel,
  options: CallOptions | undefined,
  open: Open<U>,
): AsyncGenerator<U, void, undefined> {
  const { signal, end } = channel.calls.begin(options?.signal);
  try {
    yield* attempts(channel, signal, open, undefined, false);
  } finally {
    end();
  }
}

/**
 * A stream that goes on until nobody wants it: what passes by itself, an end and a silence of more
 * than `silenceMs` milliseconds are overcome by opening it again.
 */
export async function* followed<U>(
  channel: Channel,
  options: CallOptions | undefined,
  open: Open<U>,
  silenceMs?: number,
): AsyncGenerator<U, never, undefined> {
  const { signal, end } = channel.calls.begin(options?.signal);
  try {
    yield* attempts(channel, signal, open, silenceMs, true);
  } finally {
    end();
  }
  throw new Error("a stream that is followed has no end");
}

async function* attempts<U>(
  channel: Channel,
  signal: AbortSignal,
  open: Open<U>,
  silenceMs: number | undefined,
  again: boolean,
): AsyncGenerator<U, void, undefined> {
  const until = performance.now() + channel.deadlineMs;
  let hasBegun = false;
  for (let attempt = 1; ; attempt += 1) {
    const first = hasBegun ? (silenceMs ?? channel.deadlineMs) : until - performance.now();
    const patience = silenceMs === undefined ? { first } : { first, next: silenceMs };
    let error: unknown;
    try {
      for await (const item of open(signal, patience, attempt)) {
        hasBegun = true;
        attempt = 1;
        yield item;
      }
      if (!again) return;
      error = new Unavailable(attempt, "the server ended the stream");
    } catch (thrown) {
      error = thrown;
    }
    signal.throwIfAborted();
    if (hasBegun) {
      // A first message that does not come is the silence of a stream that is taken up again.
      if (!again || !(passes(error) || error instanceof DeadlineExceeded)) throw error;
      const asked = waitAfter(error, 1, 2) ?? 0;
      await sleep(Math.min(WAIT_MAX_MS, Math.max(asked, backoff(attempt))), signal);
    } else {
      const wait = waitAfter(error, attempt, channel.attempts);
      if (wait === undefined || performance.now() + wait >= until) throw error;
      await sleep(wait, signal);
    }
  }
}
