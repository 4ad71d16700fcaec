/** What is under way on a connection, so that closing it can end all of it. */
export class Calls {
  readonly #underWay = new Set<AbortController>();
  #closed: unknown;

  /** Begins a call, which its own signal can end; throws when the connection is closed. */
  begin(own: AbortSignal | undefined): Call {
    if (this.#closed !== undefined) throw this.#closed;
    // One controller for each call: a signal that all share would gather their listeners.
    const controller = new AbortController();
    this.#underWay.add(controller);
    const { signal } = controller;
    return {
      signal: own === undefined ? signal : AbortSignal.any([own, signal]),
      end: () => this.#underWay.delete(controller),
    };
  }

  /** Ends all calls, and refuses those that come. */
  close(reason: unknown): void {
    this.#closed = reason;
    for (const controller of this.#underWay) controller.abort(reason);
    this.#underWay.clear();
  }
}

/** One call under way. */
export interface Call {
  /** Aborted when the call is to end. */
  readonly signal: AbortSignal;
  /** To be called when it has ended. */
  readonly end: () => void;
}
