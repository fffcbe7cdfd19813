// Secrets are nowhere on the disk, and who is erased is nowhere in the clear.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { expect, System, withinASecond } from "./harness.mjs";
import { firstAdministrator, Person, signUp, tokenIn } from "./harness/people.mjs";

const flags = ["--limits-sign-in-per-minute", "0", "--log-level", "debug"];

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* files(file);
    else yield file;
  }
}

// Where any of the texts stands in a file below the folder, as it is, in base64, in base64url or in hex.
function traces(folder, texts, skip = () => false) {
  const found = [];
  const spellings = texts.flatMap((text) => {
    const bytes = Buffer.from(text);
    const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64").slice(shift ? 4 : 0, -4));
    return [text, ...base64, ...base64.map((b) => b.replaceAll("+", "-").replaceAll("/", "_")), bytes.toString("hex")]
      .filter((spelling) => spelling.length >= 8)
      .map((spelling) => [text, Buffer.from(spelling)]);
  });
  for (const file of files(folder)) {
    if (skip(path.relative(folder, file))) continue;
    const content = readFileSync(file);
    for (const [text, spelling] of spellings)
      if (content.includes(spelling)) found.push(`${text} in ${path.relative(folder, file)}`);
  }
  return [...new Set(found)];
}

describe("secrets", () => {
  let system;
  before(async () => (system = await System.start({ flags })));
  after(() => system?.end());

  it("are in no stream, no database, no log and no output: a search finds none of those that were seeded", async () => {
    const cleo = new Person(system, "cleo@example.org", "canary-password-7Q2xLp9Z");
    await cleo.register();
    const verification = tokenIn(await cleo.outbox.mail(cleo.email, () => true));
    await cleo.verify();
    await cleo.enter();
    const key = expect(await cleo.post("/api/v1/auth/keys", { name: "bot", scopes: ["view_stocks"] }), 201).body;
    expect(await cleo.by(`${key.key}.${key.secret}`).get("/api/v1/instruments"), 200);
    const wrong = "canary-wrong-guess-M4vT8sKd";
    await cleo.signIn({ password: wrong });
    const refreshed = expect(await cleo.refresh(), 200).body;
    const factor = expect(await cleo.post("/api/v1/auth/second-factor", { password: cleo.password }), 200).body;
    const next = "canary-next-password-B6nR3wYc";
    expect(await cleo.post("/api/v1/auth/password", { current_password: cleo.password, new_password: next }), 204);
    expect(await cleo.post("/api/v1/auth/password/forgotten", { email: cleo.email }), 202);
    const reset = tokenIn(await cleo.outbox.mail(cleo.email, (mail) => /reset/i.test(mail)));
    const after_reset = "canary-after-reset-X1zG5hJq";
    expect(await cleo.post("/api/v1/auth/password/reset", { token: reset, new_password: after_reset }), 204);

    const random = (token) => token.split(".").at(-1);
    const canaries = [cleo.password, wrong, next, after_reset, key.secret, factor.secret, random(verification), random(reset),
      random(cleo.refreshToken), random(refreshed.refresh_token), random(cleo.key), random(refreshed.access_token)];
    const said = system.process.stdout + system.process.stderr;
    for (const canary of canaries) assert.ok(!said.includes(canary), `the output tells ${canary}`);
    // The mails themselves hold tokens: they are what the mail server would have got.
    const mails = (file) => file.startsWith("outbox");
    assert.deepEqual(traces(system.data, canaries, mails), []);
    assert.equal((await system.stop()).status, 0);
    assert.deepEqual(traces(system.data, canaries, mails), []);
  });
});

describe("erasing a person", () => {
  let system, admin, dora, other;
  const personal = ["dora.secretive@example.org", "Dorabella", "Secretiveson", "Doras very own telescope/3.1", "Doras private bot"];
  before(async () => {
    system = await System.start({ flags });
    admin = await firstAdministrator(system);
    other = await signUp(system, "other@example.org", { first_name: "Othername" });
  });
  after(() => system?.end());

  it("begins with telling everything that is held on the person", async () => {
    dora = new Person(system, personal[0]);
    await dora.register({ first_name: personal[1], last_name: personal[2] });
    await dora.verify();
    const answer = await dora.send("POST", "/api/v1/auth/login", {
      body: { email: dora.email, password: dora.password },
      headers: { "User-Agent": personal[3] },
    });
    dora.take(expect(answer, 200).body);
    expect(await dora.post("/api/v1/auth/keys", { name: personal[4], scopes: ["view_stocks"] }), 201);
    const opened = expect(await dora.post("/api/v1/accounts", { id: "dora-1", name: "Account one", currency: "USD" }), 201);
    expect(await dora.post("/api/v1/accounts/dora-1/deposits", { amount: "5", currency: "USD" }, { after: [opened] }), 200);
    const exported = await dora.get("/api/v1/users/me/export");
    expect(exported, 200);
    for (const text of [...personal, "dora-1", "127.0.0.1"]) assert.ok(exported.text.includes(text), `${text} is not exported`);
    assert.ok(!exported.text.includes("Othername"));
  });

  it("needs her password", async () => {
    const wrong = await dora.send("DELETE", "/api/v1/users/me", { body: { password: "not hers at all" } });
    assert.equal(wrong.body.type, "urn:andvari:problem:password_wrong", wrong.text);
    expect(await dora.get("/api/v1/auth/me"), 200);
  });

  it("leaves no trace of her in the clear: no read model, no log, no file", async () => {
    const erased = await dora.send("DELETE", "/api/v1/users/me", { body: { password: dora.password } });
    assert.ok([200, 204].includes(erased.status), erased.text);
    await system.hears.fact("user.erased", (body) => body.user === dora.user);
    await system.hears.fact("auth.closed", (body) => body.user === dora.user);
    await system.hears.fact("security.forgotten", (body) => body.user === dora.user);
    await withinASecond(() => dora.get("/api/v1/auth/me"), (answer) => answer.status === 401, "her token");
    assert.equal((await dora.refresh()).status, 401);
    assert.equal((await dora.signIn()).status, 401);
    await withinASecond(() => admin.get(`/api/v1/users/${dora.user}`), (answer) => answer.body.status === "erased", "her standing");
    const shown = await admin.read(`/api/v1/users/${dora.user}`);
    assert.equal(shown.email, undefined);
    assert.equal((await system.stop()).status, 0);
    assert.deepEqual(traces(system.data, personal), []);
    const said = system.process.stdout + system.process.stderr;
    for (const text of personal) assert.ok(!said.includes(text), text);
  });

  it("leaves the log whole: its chains verify, every read model is computed again to the same rows", async () => {
    await system.start();
    await system.check("--strict");
    const verified = await system.tool("replay", "all", "--verify");
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    const profile = await other.enter().then(() => other.read("/api/v1/users/me"));
    assert.equal(profile.first_name, "Othername");
  });

  it("frees her address for somebody new, who has nothing of hers", async () => {
    const again = await signUp(system, personal[0]);
    assert.notEqual(again.user, dora.user);
    assert.deepEqual((await again.read("/api/v1/accounts")).items, []);
  });

  it("is also done by who may erase others", async () => {
    const erased = await admin.send("DELETE", `/api/v1/users/${other.user}?reason=asked+by+letter`, { headers: { Prefer: "wait=20" } });
    expect(erased, 204);
    await system.hears.fact("auth.closed", (body) => body.user === other.user);
    await withinASecond(() => other.get("/api/v1/auth/me"), (answer) => answer.status === 401, "the token");
  });
});
