// The gateway's door as it is set up by configuration: how often somebody may ask, and whose pages may.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Client, expect, expectProblem, keys, Up } from "./harness.mjs";

let system, alice, nobody;
before(async () => {
  const env = { ANDVARI_LIMITS_REQUESTS_PER_MINUTE: "60", ANDVARI_LIMITS_ADDRESS_REQUESTS_PER_MINUTE: "1000" };
  system = await new Up({ env, flags: ["--http-origins", "https://app.example"] }).start();
  alice = new Client(() => system.http, keys.alice);
  nobody = new Client(() => system.http);
});
after(async () => {
  alice?.close();
  nobody?.close();
  await system?.stop();
});

// The answers of so many requests, one after the other.
async function ask(client, times, path) {
  const answers = [];
  for (let i = 0; i < times; ++i) answers.push(await client.get(path));
  return answers;
}

describe("pages of another origin", () => {
  const from = (origin) => ({ headers: { Origin: origin } });

  it("may read answers where the origin is listed, and only there", async () => {
    const allowed = await alice.get("/health", from("https://app.example"));
    assert.equal(allowed.headers["access-control-allow-origin"], "https://app.example");
    assert.equal(allowed.headers["access-control-allow-credentials"], "true");
    assert.equal(allowed.headers.vary, "Origin");
    const other = await alice.get("/health", from("https://evil.example"));
    assert.equal(other.headers["access-control-allow-origin"], undefined);
    assert.equal(other.headers.vary, "Origin");
  });

  it("ask first, without a key", async () => {
    const headers = { Origin: "https://app.example", "Access-Control-Request-Method": "DELETE" };
    const answer = expect(await nobody.send("OPTIONS", "/api/v1/orders/1", { headers }), 204);
    assert.match(answer.headers["access-control-allow-methods"], /DELETE/);
  });
});

// Last, because nothing more can be asked then.
describe("limits", () => {
  it("are told with each answer, and refuse with 429 what exceeds them", async () => {
    const answers = await ask(alice, 20, "/api/v1/accounts");
    assert.equal(answers[0].headers["ratelimit-policy"], '"requests";q=60;w=60');
    assert.match(answers[0].headers.ratelimit, /^"requests";r=9;t=1$/);
    const refused = answers.find((answer) => answer.status === 429);
    expectProblem(refused, 429, "quota_exceeded");
    assert.deepEqual(refused.body["violated-policies"], ["requests"]);
    assert.ok(Number(refused.headers["retry-after"]) >= 1);
  });

  it("count whoever comes without a key by the address", async () => {
    const answers = await ask(nobody, 120, "/api/v1/accounts");
    expectProblem(answers[0], 401, "unauthorized");
    const refused = answers.find((answer) => answer.status === 429);
    assert.deepEqual(refused.body["violated-policies"], ["address-requests"]);
  });
});
