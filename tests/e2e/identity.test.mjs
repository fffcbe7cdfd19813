// Signing up, in and out, as people and programs do it; and what earlier systems of this kind got wrong there.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";

import { Client, expect, expectProblem, System } from "./harness.mjs";
import { firstAdministrator, password, Person, signUp, tokenIn } from "./harness/people.mjs";

const open_doors = ["--limits-sign-in-per-minute", "0"];

// A TOTP code as an authenticator makes it (RFC 6238, with SHA-1 and six digits).
function totp(secret, step) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const c of secret) bits += alphabet.indexOf(c).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
const now = () => Math.floor(Date.now() / 30_000);

describe("signing up and in", () => {
  let system;
  before(async () => (system = await System.start({ flags: open_doors })));
  after(() => system?.end());

  it("register, verify, sign in, trade: all within one sitting", async () => {
    const rosa = await signUp(system, "rosa@example.org", { first_name: "Rosa", last_name: "Parks" });
    const opened = expect(await rosa.post("/api/v1/accounts", { id: "rosa-1", name: "Mine", currency: "USD" }), 201);
    expect(await rosa.post("/api/v1/accounts/rosa-1/deposits", { amount: "100", currency: "USD" }, { after: [opened] }), 200);
    const me = await rosa.read("/api/v1/auth/me");
    assert.equal(me.user, rosa.user);
    assert.deepEqual(me.roles, ["member"]);
    assert.ok(me.permissions.includes("order_stocks"));
    const profile = await rosa.read("/api/v1/users/me");
    assert.deepEqual([profile.email, profile.first_name, profile.last_name], ["rosa@example.org", "Rosa", "Parks"]);
  });

  it("nobody signs in with an address that is not verified", async () => {
    const early = new Person(system, "early@example.org");
    await early.register();
    await early.outbox.mail(early.email, () => true);
    expectProblem(await early.signIn(), 401, "login_failed");
    await early.verify();
    expect(await early.signIn(), 200);
  });

  it("a token from a mail is good once, and only as it was written", async () => {
    const once = new Person(system, "once@example.org");
    await once.register();
    const token = tokenIn(await once.outbox.mail(once.email, () => true));
    for (const wrong of [token.slice(0, -1), `${token}x`, token.replace(/.$/, (c) => (c === "A" ? "B" : "A")), "x", "a.b"])
      assert.equal((await once.post("/api/v1/auth/email/verify", { token: wrong })).status, 400);
    expect(await once.post("/api/v1/auth/email/verify", { token }), 204);
    assert.ok([204, 409].includes((await once.post("/api/v1/auth/email/verify", { token })).status));
  });

  it("two people at once cannot register one address", async () => {
    const both = [1, 2, 3, 4].map(() => new Person(system, "race@example.org"));
    await Promise.all(both.map((person) => person.register()));
    await both[0].verify();
    const signed_in = await Promise.all(both.map((person) => person.signIn()));
    assert.equal(new Set(signed_in.map((answer) => expect(answer, 200).body.user)).size, 1);
    const registered = system.hears.facts.items.filter((fact) => fact.type === "auth.registered");
    assert.equal(registered.filter((fact) => fact.body.user === signed_in[0].body.user).length, 1);
  });

  it("accounts cannot be enumerated: known and unknown addresses are answered alike", async () => {
    const known = await signUp(system, "known@example.org");
    const unknown = "unknown@example.org";
    const strip = (answer) => [answer.status, answer.text, Object.keys(answer.headers).sort()];
    const ask = (path, body) => known.by().post(path, body);
    for (const [path, body] of [
      ["/api/v1/auth/register", { password }],
      ["/api/v1/auth/password/forgotten", {}],
      ["/api/v1/auth/email/resend", {}],
      ["/api/v1/auth/login", { password: "not the password at all" }],
    ]) {
      const answers = [await ask(path, { email: known.email, ...body }), await ask(path, { email: unknown, ...body })];
      assert.deepEqual(strip(answers[0]), strip(answers[1]), path);
    }
    // Whoever has the address is told of the attempt.
    await known.outbox.mail(known.email, (mail) => /already/i.test(mail), "the mail to who is registered already");
    expect(await known.signIn(), 200);
  });

  it("a password that is short, common, or the address itself is refused with the reason", async () => {
    const weak = new Person(system, "weakling@example.org");
    for (const [secret, code] of [
      ["short", "password_too_short"],
      ["password123", "password_too_common"],
      ["weakling@example.org", "password_too_common"],
      ["x".repeat(1000), "password_too_long"],
    ])
      expectProblem(await weak.post("/api/v1/auth/register", { email: weak.email, password: secret }), 422, code);
  });

  it("what is malformed is refused, and what is unknown is not ignored", async () => {
    const anybody = new Client(() => system.http);
    const register = (body) => anybody.post("/api/v1/auth/register", body);
    for (const email of ["", "x", "a@", "@b.example", "a b@c.example", "a@b.example\r\nBcc: c@d.example", "x".repeat(300) + "@b.example"])
      assert.ok([400, 422].includes((await register({ email, password })).status), email);
    expectProblem(await register({ email: "a@b.example", password, role: "admin" }), 400, "malformed_body");
    expectProblem(await register({ email: "a@b.example" }), 400, "malformed_body");
    expectProblem(await register("{"), 400, "malformed_body");
  });
});

describe("sessions", () => {
  let system, ann;
  before(async () => {
    system = await System.start({ flags: open_doors });
    ann = await signUp(system, "ann@example.org");
  });
  after(() => system?.end());
  const asks = (person) => person.get("/api/v1/auth/me");

  it("a log-out ends the session: neither token is good any more", async () => {
    await ann.enter();
    expect(await ann.post("/api/v1/auth/logout"), 204);
    expectProblem(await asks(ann), 401, "unauthorized");
    assert.equal((await ann.refresh()).status, 401);
  });

  it("log out everywhere ends the other ones, too", async () => {
    const elsewhere = await new Person(system, ann.email).enter();
    await ann.enter();
    expect(await ann.post("/api/v1/auth/logout-all"), 204);
    for (const person of [ann, elsewhere]) {
      expectProblem(await asks(person), 401, "unauthorized");
      assert.equal((await person.refresh()).status, 401);
    }
    elsewhere.close();
  });

  it("are listed with device and last use, and ended one by one", async () => {
    const phone = new Person(system, ann.email);
    const answer = await phone.send("POST", "/api/v1/auth/login", {
      body: { email: ann.email, password },
      headers: { "User-Agent": "A phone/1.0" },
    });
    phone.take(expect(answer, 200).body);
    await ann.enter();
    const { items } = await ann.read("/api/v1/auth/sessions");
    const its = items.find((session) => session.id === phone.session);
    assert.equal(its.device, "A phone/1.0");
    assert.equal(its.address, "127.0.0.1");
    assert.ok(Date.parse(its.used) >= Date.parse(its.opened));
    assert.equal(items.find((session) => session.id === ann.session).current, true);
    expect(await ann.delete(`/api/v1/auth/sessions/${phone.session}`), 204);
    expectProblem(await asks(phone), 401, "unauthorized");
    expect(await asks(ann), 200);
    phone.close();
  });

  it("a refresh token is good once; a stolen one that comes again ends the session, and its owner is told", async () => {
    await ann.enter();
    const first = ann.refreshToken;
    const next = expect(await ann.refresh(), 200).body;
    // Within the moment of grace the same successor is given, so that a lost answer signs nobody out.
    assert.equal(expect(await ann.refresh(first), 200).body.refresh_token, next.refresh_token);
    const third = expect(await ann.refresh(next.refresh_token), 200).body;
    ann.take(third);
    expect(await asks(ann), 200);
    assert.equal((await ann.refresh(first)).status, 401);
    const ended = await system.hears.fact("auth.session_ended", (body) => body.session === ann.session);
    await system.hears.shown("access", ended);
    expectProblem(await asks(ann), 401, "unauthorized");
    assert.equal((await ann.refresh(third.refresh_token)).status, 401);
    await system.hears.fact("auth.token_reused", (body) => body.session === ann.session);
    await ann.outbox.mail(ann.email, (mail) => /token|session/i.test(mail) && /stolen|again|used/i.test(mail), "the warning");
  });

  it("a changed password ends the other sessions and keeps this one", async () => {
    const elsewhere = await new Person(system, ann.email).enter();
    await ann.enter();
    const change = (current_password, new_password) => ann.post("/api/v1/auth/password", { current_password, new_password });
    assert.equal((await change("not my password", "another good password")).body.type, "urn:andvari:problem:password_wrong");
    expect(await change(ann.password, "another good password"), 204);
    expectProblem(await asks(elsewhere), 401, "unauthorized");
    expect(await asks(ann), 200);
    expectProblem(await ann.signIn(), 401, "login_failed");
    ann.password = "another good password";
    await ann.enter();
    elsewhere.close();
  });

  it("a forgotten password is reset by mail, once", async () => {
    expect(await ann.by().post("/api/v1/auth/password/forgotten", { email: ann.email }), 202);
    const token = tokenIn(await ann.outbox.mail(ann.email, (mail) => /reset/i.test(mail), "the mail that resets"));
    const reset = () => ann.by().post("/api/v1/auth/password/reset", { token, new_password: "a third good password" });
    expect(await reset(), 204);
    assert.equal((await reset()).status, 400);
    expectProblem(await asks(ann), 401, "unauthorized");
    expectProblem(await ann.signIn(), 401, "login_failed");
    ann.password = "a third good password";
    await ann.enter();
  });

  it("a second factor is asked for, works once a code, and is replaced by a recovery code", async () => {
    await ann.enter();
    const { secret, uri } = expect(await ann.post("/api/v1/auth/second-factor", { password: ann.password }), 200).body;
    assert.match(uri, /^otpauth:\/\/totp\//);
    const confirm = (code) => ann.post("/api/v1/auth/second-factor/confirm", { code });
    assert.equal((await confirm(totp(secret, now() + 100))).status, 422);
    const { recovery_codes } = expect(await confirm(totp(secret, now() - 1)), 200).body;
    assert.equal(recovery_codes.length, 10);

    expectProblem(await ann.signIn(), 401, "second_factor_required");
    assert.equal((await ann.signIn({ code: "000000" })).status, 401);
    const code = totp(secret, now());
    await ann.enter({ code });
    assert.equal((await ann.signIn({ code })).status, 401);
    await ann.enter({ code: recovery_codes[0] });
    assert.equal((await ann.signIn({ code: recovery_codes[0] })).status, 401);
    assert.equal((await ann.signIn({ password: "wrong", code: recovery_codes[1] })).body.type, "urn:andvari:problem:login_failed");
    expect(await ann.post("/api/v1/auth/second-factor/disable", { password: ann.password, code: recovery_codes[1] }), 204);
    await ann.enter();
  });

  it("nobody can lock somebody else out", async () => {
    const mallory = ann.by();
    const guess = () =>
      mallory.send("POST", "/api/v1/auth/login", { body: { email: ann.email, password: "a wrong guess" } });
    const answers = [];
    for (let i = 0; i < 12; ++i) answers.push(await guess());
    assert.ok(answers.some((answer) => answer.status === 429 && Number(answer.headers["retry-after"]) >= 1));
    // She is somewhere else.
    const elsewhere = await fetchFrom("127.0.1.1", system, { email: ann.email, password: ann.password });
    assert.equal(elsewhere.status, 200, elsewhere.text);
  });
});

// A log-in whose packets come from another address of this machine.
async function fetchFrom(localAddress, system, body) {
  const http = await import("node:http");
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = http.request(
      `${system.http}/api/v1/auth/login`,
      { method: "POST", localAddress, headers: { "Content-Type": "application/json", "Content-Length": text.length } },
      (answer) => {
        let received = "";
        answer.on("data", (piece) => (received += piece));
        answer.on("end", () => resolve({ status: answer.statusCode, text: received }));
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
}

describe("API keys", () => {
  let system, kim;
  before(async () => {
    system = await System.start({ flags: open_doors });
    kim = await signUp(system, "kim@example.org");
  });
  after(() => system?.end());
  const make = (more = {}) => kim.post("/api/v1/auth/keys", { name: "A bot", scopes: ["view_stocks", "order_stocks"], ...more });
  const use = ({ key, secret }, path = "/api/v1/orders") => kim.by(`${key}.${secret}`).get(path);

  it("work as a bearer, and in the headers that trading bots send", async () => {
    const made = expect(await make(), 201).body;
    expect(await use(made), 200);
    const headers = { "APCA-API-KEY-ID": made.key, "APCA-API-SECRET-KEY": made.secret };
    expect(await kim.by().get("/api/v1/orders", { headers }), 200);
    headers["APCA-API-SECRET-KEY"] = made.secret.replace(/.$/, (c) => (c === "A" ? "B" : "A"));
    expectProblem(await kim.by().get("/api/v1/orders", { headers }), 401, "unauthorized");
  });

  it("do what their scopes say and no more, and never more than their owner may", async () => {
    const made = expect(await make({ scopes: ["view_stocks", "view_users"] }), 201).body;
    expect(await use(made, "/api/v1/instruments"), 200);
    expectProblem(await use(made), 403, "permission_denied");
    expectProblem(await use(made, "/api/v1/users"), 403, "permission_denied");
    expectProblem(await kim.by(`${made.key}.${made.secret}`).post("/api/v1/auth/keys", { name: "x", scopes: ["view_stocks"] }), 403, "session_required");
  });

  it("are rotated, revoked, bound to addresses, and expire", async () => {
    const made = expect(await make(), 201).body;
    const rotated = expect(await kim.post(`/api/v1/auth/keys/${made.key}/rotate`), 200).body;
    assert.equal(rotated.key, made.key);
    expectProblem(await use(made), 401, "unauthorized");
    expect(await use(rotated), 200);
    expect(await kim.delete(`/api/v1/auth/keys/${made.key}`), 204);
    expectProblem(await use(rotated), 401, "unauthorized");

    expect(await use(expect(await make({ addresses: ["127.0.0.0/8"] }), 201).body), 200);
    expectProblem(await use(expect(await make({ addresses: ["192.0.2.0/24"] }), 201).body), 401, "unauthorized");
    assert.ok([400, 422].includes((await make({ expires: "2020-01-01T00:00:00Z" })).status));
    assert.ok([400, 422].includes((await make({ addresses: ["not an address"] })).status));
  });

  it("are listed without their secrets", async () => {
    const made = expect(await make({ name: "Shown" }), 201).body;
    const list = await kim.get("/api/v1/auth/keys");
    const its = expect(list, 200).body.items.find((key) => key.id === made.key);
    assert.equal(its.name, "Shown");
    assert.ok(!list.text.includes(made.secret));
  });
});

describe("the keys that tokens are signed with", () => {
  let system, lea, admin;
  before(async () => {
    system = await System.start({ flags: open_doors });
    admin = await firstAdministrator(system);
    lea = await signUp(system, "lea@example.org");
  });
  after(() => system?.end());

  it("are rotated with no request refused", async () => {
    const kid = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).kid;
    const published = async () => (await lea.by().read("/.well-known/jwks.json")).keys.map((key) => key.kid);
    const old = lea.key;
    const before_it = await published();
    assert.ok(before_it.length >= 2, "the next key is published before it is used");
    let stopped = false;
    const asking = (async () => {
      let asked = 0;
      for (; !stopped || asked < 50; ++asked) expect(await lea.get("/api/v1/auth/me"), 200);
      return asked;
    })();
    const rotated = await system.tool("keys", "rotate", "--reason", "a drill");
    assert.equal(rotated.status, 0, rotated.stderr);
    await lea.enter();
    stopped = true;
    assert.ok((await asking) >= 50);
    assert.notEqual(kid(lea.key), kid(old));
    assert.ok(before_it.includes(kid(lea.key)), "the new key was known to everybody before");
    expect(await lea.by(old).get("/api/v1/auth/me"), 200);
    assert.ok((await published()).includes(kid(old)));
    expect(await admin.post("/api/v1/admin/signing-keys/rotate", { reason: "another drill" }), 204);
  });
});
