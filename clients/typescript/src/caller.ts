import { CallerUnusable } from "./errors.js";

/**
 * Who is calling. `credential` is 1 to 64 of a-z, 0-9 and hyphen, and never a person's name; left
 * out, it is `anonymous`. An app gives its own.
 */
export type Caller =
  | {
      /**
       * `facilitator` runs the process, `clerk` records what a deciding body does, `observer` reads
       * what is public, `auditor` reads what only auditors may, `admin` operates the service.
       */
      readonly role: "facilitator" | "clerk" | "observer" | "auditor" | "admin";
      /** The app or machine that calls. */
      readonly credential?: string;
    }
  | {
      /** A person within a party, or the one who speaks for it in formal acts. */
      readonly role: "member" | "spokesperson";
      /** The app or machine that calls. */
      readonly credential?: string;
      /** Resource name of the member; of the party itself when it lists no members. */
      readonly member: string;
    }
  | {
      /** A machine that acts for the members whose external identities carry its issuer. */
      readonly role: "app";
      /** Which app it is. */
      readonly credential: string;
      /** Issuer of the identities: 1 or more of a-z, 0-9, dot, colon and hyphen. */
      readonly issuer: string;
      /** Resource name of the member that it acts for; left out where it acts for several. */
      readonly member?: string;
    };

/** Adds the metadata of a caller. */
export function writeCaller(headers: Headers, caller: Caller): void {
  for (const key of ["role", "credential", "member", "issuer"]) {
    const value = (caller as Record<string, string | undefined>)[key];
    if (value !== undefined) writeHeader(headers, `beraad-${key}`, value);
  }
}

/** Adds one key of the metadata, when it can be held. */
export function writeHeader(headers: Headers, key: string, value: string): void {
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new CallerUnusable(key, value);
  try {
    headers.set(key, value);
  } catch {
    throw new CallerUnusable(key, value);
  }
}
