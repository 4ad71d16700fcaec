/** The version of this client, as in package.json. */
export const VERSION = "0.1.0";

/**
 * What to tell when client and server differ so much that they may not understand each other: in
 * the major number, or in the minor number while the major is 0. `undefined` when they do not.
 */
export function skew(server: string): string | undefined {
  if (line(server) === line(VERSION)) return undefined;
  const versions = `the server is version ${server}, this client is ${VERSION}`;
  return `${versions}; install the client of the server's version`;
}

/** The part of a version within which client and server understand each other. */
function line(version: string): string {
  const [major = "", minor = ""] = version.split(".");
  return major === "0" ? `0.${minor}` : major;
}
