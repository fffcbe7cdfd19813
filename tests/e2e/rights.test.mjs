// Rights are enforced, at the door and by the service that decides, and what is taken away is gone within a second.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, System, withinASecond } from "./harness.mjs";
import { firstAdministrator, signUp } from "./harness/people.mjs";

const open_doors = ["--limits-sign-in-per-minute", "0"];

describe("an administrator", () => {
  let system, admin, max;
  before(async () => {
    system = await System.start({ flags: open_doors });
    admin = await firstAdministrator(system);
    max = await signUp(system, "max@example.org");
    expect(await max.post("/api/v1/accounts", { id: "max-1", name: "Mine", currency: "USD" }), 201);
    expect(await max.post("/api/v1/accounts/max-1/deposits", { amount: "1000", currency: "USD" }), 200);
  });
  after(() => system?.end());
  const act = (path, body = { reason: "a test" }) => admin.post(`/api/v1/users/${max.user}/${path}`, body);

  it("is made at the first start, by a secret that is printed once", async () => {
    assert.equal(system.process.stdout.match(/administrator/gi).length, 1);
    assert.deepEqual((await admin.read("/api/v1/auth/me")).roles.includes("admin"), true);
  });

  it("does not trade, and a member does not administrate", async () => {
    // Whoever registers is a member; who administrates need not be one.
    const member = `/api/v1/users/${admin.user}/roles/member?reason=does+not+trade`;
    expect(await admin.send("DELETE", member, { headers: { Prefer: "wait=20" } }), 200);
    await withinASecond(() => admin.get("/api/v1/orders"), (answer) => answer.status === 403, "trading");
    expectProblem(await admin.post("/api/v1/accounts", { id: "a", name: "a", currency: "USD" }), 403, "permission_denied");
    expectProblem(await admin.get("/api/v1/orders"), 403, "permission_denied");
    for (const path of ["/api/v1/users", "/api/v1/roles", "/api/v1/admin/acts", "/api/v1/admin/summary", `/api/v1/users/${admin.user}`])
      expectProblem(await max.get(path), 403, "permission_denied");
    expectProblem(await max.post(`/api/v1/users/${max.user}/roles`, { role: "admin", reason: "why not" }), 403, "permission_denied");
  });

  it("finds people, with their addresses, page by page", async () => {
    const users = await admin.list("/api/v1/users", 1);
    const his = users.find((user) => user.id === max.user);
    assert.equal(his.email, max.email);
    assert.deepEqual(his.roles, ["member"]);
    assert.equal((await admin.read(`/api/v1/users/${max.user}`)).status, "active");
  });

  it("deactivates: tokens, keys and live streams end within a second, and log-in is refused", async () => {
    const key = expect(await max.post("/api/v1/auth/keys", { name: "bot", scopes: ["order_stocks", "view_stocks"] }), 201).body;
    const bot = max.by(`${key.key}.${key.secret}`);
    expect(await bot.get("/api/v1/orders"), 200);
    const events = await max.events();
    const begun = performance.now();
    expect(await act("deactivate"), 200);
    await withinASecond(() => max.get("/api/v1/auth/me"), (answer) => answer.status === 401, "his token");
    await withinASecond(() => bot.get("/api/v1/orders"), (answer) => answer.status === 401, "his key");
    await events.ended;
    assert.ok(performance.now() - begun < 1000, "the stream of events ended too late");
    expectProblem(await max.signIn(), 401, "login_failed");
    assert.equal((await max.refresh()).status, 401);
  });

  it("reactivates: the key works again, the sessions are gone", async () => {
    expect(await act("reactivate"), 200);
    assert.equal((await max.get("/api/v1/auth/me")).status, 401);
    await max.enter();
    expect(await max.get("/api/v1/orders"), 200);
  });

  it("revokes a role: what it allowed is denied within a second, at the door and by the services", async () => {
    expect(await admin.send("DELETE", `/api/v1/users/${max.user}/roles/member?reason=a+test`, { headers: { Prefer: "wait=20" } }), 200);
    const denied = (answer) => answer.status === 403;
    await withinASecond(() => max.post("/api/v1/accounts/max-1/deposits", { amount: "1", currency: "USD" }), denied, "depositing");
    await withinASecond(() => max.get("/api/v1/orders"), denied, "reading orders");
    // On the bus, where no door is in between.
    const outcome = await system.hears.command(
      "cmd.portfolio.max-1.deposit",
      { account: "max-1", amount: "1", currency: "USD" },
      { id: "max-without-rights", headers: { "ce-actor": `owner:${max.user}` } },
    );
    assert.equal(outcome.body.code, "permission_denied");
    expect(await act("roles", { role: "member", reason: "he may" }), 200);
    await withinASecond(() => max.get("/api/v1/orders"), (answer) => answer.status === 200, "reading orders again");
  });

  it("defines roles, and what they allow changes with them", async () => {
    const define = (permissions) =>
      admin.send("PUT", "/api/v1/roles/viewer", { body: { permissions, reason: "a test" }, headers: { Prefer: "wait=20" } });
    expect(await define(["view_users"]), 200);
    expect(await act("roles", { role: "viewer", reason: "he helps" }), 200);
    await withinASecond(() => max.get("/api/v1/users"), (answer) => answer.status === 200, "seeing users");
    expect(await define(["view_stocks"]), 200);
    await withinASecond(() => max.get("/api/v1/users"), (answer) => answer.status === 403, "seeing users no more");
    assert.equal((await define(["fly"])).status, 400);
    const remove = () => admin.send("DELETE", "/api/v1/roles/viewer?reason=done", { headers: { Prefer: "wait=20" } });
    expectProblem(await remove(), 409, "role_in_use");
    expect(await admin.send("DELETE", `/api/v1/users/${max.user}/roles/viewer?reason=done`, { headers: { Prefer: "wait=20" } }), 200);
    expect(await remove(), 204);
  });

  it("sees and ends somebody's sessions and keys", async () => {
    await max.enter();
    const { items } = await admin.read(`/api/v1/users/${max.user}/sessions`);
    assert.ok(items.some((session) => session.id === max.session));
    expect(await admin.delete(`/api/v1/users/${max.user}/sessions/${max.session}`), 204);
    await withinASecond(() => max.get("/api/v1/auth/me"), (answer) => answer.status === 401, "his session");
    const keys = await admin.read(`/api/v1/users/${max.user}/keys`);
    expect(await admin.delete(`/api/v1/users/${max.user}/keys/${keys.items[0].id}`), 204);
    await max.enter();
  });

  it("cannot shut themselves out, nor leave nobody in charge", async () => {
    const about_myself = (path, body) => admin.post(`/api/v1/users/${admin.user}/${path}`, body);
    assert.ok([409, 422].includes((await about_myself("deactivate", { reason: "tired" })).status));
    const revoked = await admin.send("DELETE", `/api/v1/users/${admin.user}/roles/admin?reason=tired`, { headers: { Prefer: "wait=20" } });
    assert.ok([409, 422].includes(revoked.status), revoked.text);
  });

  it("leaves a record of every act, with who and why", async () => {
    const { items } = await admin.read("/api/v1/admin/acts?limit=100");
    for (const name of ["deactivated", "reactivated", "granted", "revoked", "role_defined", "role_removed"]) {
      const its = items.find((one) => one.act === name && one.actor === `owner:${admin.user}`);
      assert.ok(its, `no ${name}`);
      assert.ok(its.reason, name);
    }
  });

  it("does the same from the command line", async () => {
    const run = async (...args) => {
      const { status, stdout, stderr } = await system.tool(...args);
      assert.equal(status, 0, `${args.join(" ")}: ${stderr}`);
      return stdout;
    };
    assert.match(await run("users", "list"), /max@example\.org/);
    await run("users", "deactivate", max.email, "--reason", "from the command line");
    await withinASecond(() => max.get("/api/v1/auth/me"), (answer) => answer.status === 401, "his token");
    await run("users", "reactivate", max.user, "--reason", "from the command line");
    await run("users", "grant", max.user, "admin", "--reason", "he is good at it");
    assert.match(await run("users", "show", max.email), /admin/);
    await run("users", "revoke", max.user, "admin", "--reason", "after all not");
    await run("roles", "define", "clerk", "view_users", "view_audit_logs", "--reason", "for the office");
    assert.match(await run("roles", "list"), /clerk\s+0\s+view_users, view_audit_logs/);
    await run("roles", "remove", "clerk", "--reason", "nobody came");
    await max.enter();
    assert.match(await run("sessions", "list", max.email), new RegExp(max.session));
    await run("sessions", "end", max.email, "--reason", "go home");
    await withinASecond(() => max.get("/api/v1/auth/me"), (answer) => answer.status === 401, "his token");
    assert.match(await run("keys", "list", max.email), /bot/);
    assert.match(await run("users", "acts"), /he is good at it/);
    const wrong = await system.tool("users", "deactivate", "nobody@example.org", "--reason", "x");
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /nobody has the address/);
    const missing = await system.tool("users", "deactivate", max.email);
    assert.notEqual(missing.status, 0);
  });

  it("and everything agrees", () => system.check());
});
