// Encrypted connections.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "beraad";
import { created, stated } from "./support/plein.js";
import { Server } from "./support/server.js";
import { TlsProxy } from "./support/tls.js";

test("https is believed with the certificates that are given, and with no others", async () => {
  await using server = await Server.start();
  await using proxy = await TlsProxy.to(server.port);
  const client = await connect(proxy.url, { rootCertificates: proxy.certificate });
  const deliberation = await created(client);
  const watch = client.log.watch({ deliberation });
  assert.equal((await watch.next()).value.position, 3n);
  await stated(client, deliberation, "bomen", "Er komen meer bomen.");
  client.close();
  const bytes = new TextEncoder().encode(proxy.certificate);
  (await connect(proxy.url, { rootCertificates: [bytes] })).close();
  await assert.rejects(connect(proxy.url), (error: Error) => {
    assert.equal(error.name, "Unreachable");
    assert.match(error.message, /self-signed certificate.*; see whether it speaks https/);
    return true;
  });
});

test("certificates for an address that encrypts nothing are a mistake", async () => {
  const options = { rootCertificates: "-----BEGIN CERTIFICATE-----" };
  await assert.rejects(connect("http://127.0.0.1:7440", options), {
    name: "AddressUnusable",
    message: /nothing is encrypted; write it with https:/,
  });
});
