/** What this client throws, apart from the reason of an AbortSignal and a TypeError. */
export class BeraadError extends Error {
  override readonly name: string = "BeraadError";
}

/** One field that breaks a rule of form. */
export interface Violation {
  /** The field, such as `stances[3].value`. */
  readonly field: string;
  /** The rule and the remedy. */
  readonly description: string;
}

/** What a refusal holds. */
export interface Refusal {
  /** The reason, without the prefix `REASON_`, such as `PHASE_NOT_ALLOWED`. */
  readonly reason: string;
  /** The gRPC code, such as `FAILED_PRECONDITION`. */
  readonly code: string;
  /** Names the thing, the rule and the remedy, in English. */
  readonly message: string;
  /** One sentence to show to a person, in the language that was asked for; often absent. */
  readonly localized: string | undefined;
  /** The facts behind it, such as `phase`, `expected` and `limit`. */
  readonly facts: Readonly<Record<string, string>>;
  /** The fields that break a rule of form, all of them. */
  readonly violations: readonly Violation[];
  /** How long to wait before trying again, in milliseconds; only for what passes by itself. */
  readonly retryAfterMs: number | undefined;
}

/**
 * The engine refused, and says why. Each reason has a class of its own, such as `PhaseNotAllowed`;
 * a reason that this client does not know yet is a plain `Refused` with its name in `reason`.
 */
export class Refused extends BeraadError implements Refusal {
  override readonly name: string = "Refused";
  readonly reason: string;
  readonly code: string;
  readonly localized: string | undefined;
  readonly facts: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  readonly retryAfterMs: number | undefined;

  /** Made by the client from an answer of the server. */
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
    this.reason = refusal.reason;
    this.code = refusal.code;
    this.localized = refusal.localized;
    this.facts = refusal.facts;
    this.violations = refusal.violations;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}
