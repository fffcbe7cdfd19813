// HTTPS, as a client sees it that believes one certificate and no other.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import https from "node:https";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, keys, program, request, run, temporaryFolder, Up } from "./harness.mjs";

const folder = temporaryFolder();
const certificate = path.join(folder, "certificate.pem");
const privateKey = path.join(folder, "key.pem");
const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];

let system, agent;
before(async () => {
  const files = ["-keyout", privateKey, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", ...curve, "-nodes", "-days", "2", ...subject, ...files], { stdio: "ignore" });
  system = await new Up({ flags: ["--http-certificate", certificate, "--http-private-key", privateKey] }).start();
  agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(certificate) });
});
after(async () => {
  agent?.destroy();
  await system?.stop();
});

const ask = (target, options) => request(system.http + target, { agent, ...options });
const asAlice = { Authorization: `Bearer ${keys.alice}` };

describe("over HTTPS", () => {
  it("the address that it prints is answered, under the certificate that it was given", async () => {
    assert.match(system.http, /^https:\/\//);
    assert.match(system.process.stdout, /running at https:\/\//);
    const answer = expect(await ask("/health"), 200);
    assert.equal(answer.headers["strict-transport-security"], "max-age=31536000");
  });

  it("one connection carries many requests, commands too", async () => {
    const body = JSON.stringify({ id: "over-tls", name: "Over TLS", currency: "USD" });
    const headers = { ...asAlice, "Content-Type": "application/json", Prefer: "wait=20" };
    expect(await ask("/api/v1/accounts", { method: "POST", headers, body }), 201);
    for (let i = 0; i < 20; ++i) expect(await ask("/api/v1/accounts/over-tls", { headers: asAlice }), 200);
    assert.equal(Object.values(agent.freeSockets).flat().length, 1);
  });

  it("refusals come as they do without", async () => {
    const answer = expectProblem(await ask("/api/v1/accounts"), 401, "unauthorized");
    assert.equal(answer.headers["strict-transport-security"], "max-age=31536000");
  });

  it("whoever speaks plain HTTP is told so", async () => {
    const answer = expectProblem(await request(system.http.replace("https:", "http:") + "/health"), 400, "https_only");
    assert.equal(answer.headers["strict-transport-security"], undefined);
  });

  it("an old TLS is refused", async () => {
    const versions = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" };
    const old = new https.Agent({ ca: readFileSync(certificate), ...versions });
    await assert.rejects(ask("/health", { agent: old }), /protocol version|EPROTO/);
  });
});

it("one file without the other is refused in a line", async () => {
  const data = path.join(temporaryFolder(), "data");
  const flags = ["--http-certificate", certificate, "--http-port", "0", "--nats-port", "0"];
  const { status, stderr } = await run(program, ["up", "--data", data, ...flags]);
  assert.notEqual(status, 0);
  assert.match(stderr, /http\.certificate and http\.private_key belong together/);
});
