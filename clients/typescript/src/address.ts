import { AddressUnusable } from "./errors.js";

const EXAMPLE = "write it as http://127.0.0.1:7440 or https://beraad.example.org";

/** The origin of a server's address; throws when the address is none. */
export function originOf(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new AddressUnusable(address, `it is not an address; ${EXAMPLE}`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new AddressUnusable(address, `it begins with neither http:// nor https://; ${EXAMPLE}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new AddressUnusable(address, `it holds a user or a password; ${EXAMPLE}`);
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new AddressUnusable(address, `something follows host and port; ${EXAMPLE}`);
  }
  return url.origin;
}
