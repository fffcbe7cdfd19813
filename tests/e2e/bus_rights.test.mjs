// Who may do what on the bus of a running system, tried with a client that others wrote; and the bus on other servers, and
// encrypted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { connect } from "nats";

import { connectAs, Log, program, run, System, temporaryFolder, within } from "./harness.mjs";
import { start } from "./harness/program.mjs";

const inside = ["stock", "order", "engine", "portfolio", "auth", "security", "user", "desk", "projector", "gateway", "demo", "tools"];
const outside = ["feed", "client"];
const everybody = [...inside, ...outside, "admin"];
const streams = ["COMMANDS", "EVENTS", "MARKET", "SECRETS", "DLQ"];

// A user's connection, and what the server says that it may not do: "publish <subject>", "subscription <subject>".
async function speaker(system, user) {
  const nats = await connectAs(user, { servers: system.bus, users: system.users, reconnect: false });
  const denied = new Log(() => system.said());
  (async () => {
    for await (const status of nats.status())
      if (status.type === "error" && status.permissionContext)
        denied.push(`${status.permissionContext.operation} ${status.permissionContext.subject}`);
  })();
  // The server judges in order, so it has judged everything once it has refused what nobody may do.
  let ends = 0;
  const judged = async () => {
    const end = `end.${++ends}`;
    nats.publish(end);
    await denied.first((what) => what === `publish ${end}`, `the last refusal for ${user}`);
    return denied.items.filter((what) => !what.startsWith("publish end.")).sort();
  };
  return { nats, judged, close: () => within(nats.close(), `the end of ${user}'s connection`) };
}

describe("the users of a running bus", () => {
  let system;
  before(async () => {
    system = await System.start();
    await system.hears.publish("mkt.quote.HERE", { bid: "1", ask: "2", bid_size: "1", ask_size: "1", time: system.time() });
    await system.hears.facts.first((fact) => fact.type === "stock.quoted", "a quote");
  });
  after(() => system?.end());

  // Name and age of each stream, how many messages it has had and how many it has.
  async function state() {
    const manager = await system.hears.nats.jetstreamManager();
    const all = {};
    for (const name of streams) {
      const { created, state } = await manager.streams.info(name);
      all[name] = [created, state.first_seq, state.last_seq, state.messages];
    }
    return all;
  }

  it("have a key each, which nobody else on the machine can read", () => {
    assert.deepEqual(readdirSync(system.users).sort(), everybody.map((user) => `${user}.nk`).sort());
    assert.equal(statSync(system.users).mode & 0o777, 0o700);
    for (const file of readdirSync(system.users)) {
      assert.equal(statSync(path.join(system.users, file)).mode & 0o777, 0o600);
      assert.match(readFileSync(path.join(system.users, file), "utf8"), /^SU[A-Z2-7]{56}$/);
    }
  });

  it("are the only ones: an anonymous connection is refused", async () => {
    const refused = (options) => assert.rejects(connect({ servers: system.bus, reconnect: false, ...options }), /AUTHORIZATION/i);
    await refused({});
    await refused({ user: "admin", pass: "admin" });
    await refused({ token: "admin" });
  });

  it("do not include an `order` that speaks for the portfolio", async () => {
    const order = await speaker(system, "order");
    const before = await state();
    await assert.rejects(order.nats.jetstream().publish("evt.portfolio.alice.deposited", "{}"), /Permissions Violation/);
    assert.deepEqual(await order.judged(), ["publish evt.portfolio.alice.deposited"]);
    assert.deepEqual((await state()).EVENTS, before.EVENTS);
    await order.close();
  });

  it("let a feed publish on mkt.> alone", async () => {
    const feed = await speaker(system, "feed");
    const others = [
      ...["evt.stock.ACME.quoted", "evt.order.a.placed", "cmd.order.a.place", "cmd.stock.ACME.list", "cmd.security.u.grant"],
      ...["secret.auth.log_in", "ans.1", "ans.secret.1", "view.orders", "dlq.stock.mkt.quote.ACME", "_INBOX_gateway.1"],
      ...["sys.switch.orders", "sys.announce", "sys.republish.order", "sys.topology", "mkt", "market.quote.ACME", "x"],
      ...streams.flatMap((stream) => [
        `$JS.API.STREAM.INFO.${stream}`,
        `$JS.andvari.API.STREAM.INFO.${stream}`,
        `$JS.andvari.API.STREAM.MSG.GET.${stream}`,
        `$JS.andvari.API.CONSUMER.CREATE.${stream}`,
        `$JS.andvari.API.CONSUMER.CREATE.${stream}.mine`,
        `$JS.ACK.${stream}.x.1.1.1.1.0`,
      ]),
    ];
    for (const subject of others) feed.nats.publish(subject, "{}");
    assert.deepEqual(await feed.judged(), others.map((subject) => `publish ${subject}`).sort());
    const quote = { bid: "5", ask: "6", bid_size: "1", ask_size: "1", time: system.time() };
    assert.equal((await feed.nats.jetstream().publish("mkt.quote.HERE", JSON.stringify(quote))).stream, "MARKET");
    await system.hears.fact("stock.quoted", (body) => body.quote.bid === "5", "the feed's quote");
    await feed.close();
  });

  it("purge and delete nothing, but for the administrator", async () => {
    const attempts = streams.flatMap((stream) =>
      ["PURGE", "DELETE", "UPDATE", "RESTORE", "SNAPSHOT", "MSG.DELETE"].flatMap((verb) =>
        ["$JS.API", "$JS.andvari.API"].map((api) => `${api}.STREAM.${verb}.${stream}`),
      ),
    );
    const before = await state();
    for (const user of everybody.filter((name) => name !== "admin")) {
      const one = await speaker(system, user);
      for (const subject of attempts) one.nats.publish(subject, subject.includes("MSG.DELETE") ? '{"seq":1}' : "", { reply: "x" });
      assert.deepEqual(await one.judged(), attempts.map((subject) => `publish ${subject}`).sort(), user);
      await one.close();
    }
    assert.deepEqual(await state(), before);
    const manager = await system.hears.nats.jetstreamManager();
    assert.equal((await manager.streams.purge("DLQ")).success, true);
    // The log and the commands cannot be purged by mistake, even by the administrator.
    for (const stream of ["COMMANDS", "EVENTS"]) await assert.rejects(manager.streams.purge(stream), /purge/);
  });

  it("do not use the server's own answers to speak where they may not", async () => {
    const before = await state();
    for (const [user, subject] of [
      ["feed", "mkt.quote.HERE"],
      ["client", "cmd.order.nobody.place"],
    ]) {
      const one = await speaker(system, user);
      for (const reply of ["$JS.API.STREAM.PURGE.DLQ", "evt.portfolio.a.deposited", "secret.auth.x", "sys.switch.orders"])
        one.nats.publish(subject, "not JSON", { reply });
      await one.judged();
      await one.close();
    }
    // Each has become a dead letter, so all that followed from it has been, too.
    await system.hears.letters.count(8, () => true, "dead letters");
    const now = await state();
    for (const stream of ["EVENTS", "SECRETS"]) assert.deepEqual(now[stream], before[stream]);
    assert.equal(now.DLQ[3], before.DLQ[3] + 8);
  });

  it("hear no secret, no answer to one, and nobody's inbox but their own", async () => {
    const inboxes = everybody.map((user) => `_INBOX_${user}.>`);
    for (const user of everybody) {
      const one = await speaker(system, user);
      const wanted = ["secret.>", "secret.auth.log_in", "ans.secret.>", "ans.secret.*", ">", "_INBOX.>", ...inboxes];
      for (const subject of wanted) one.nats.subscribe(subject, { callback: () => {} });
      const may = [`_INBOX_${user}.>`, ...(user === "gateway" ? ["ans.secret.>", "ans.secret.*"] : [])];
      const may_not = wanted.filter((subject) => !may.includes(subject)).map((subject) => `subscription ${subject}`);
      assert.deepEqual(await one.judged(), may_not.sort(), user);
      await one.close();
    }
  });

  it("take up secrets only as the desk", async () => {
    const requests = ["$JS.API.CONSUMER.MSG.NEXT.SECRETS.desk", "$JS.API.STREAM.MSG.GET.SECRETS", "$JS.API.CONSUMER.CREATE.SECRETS.x"];
    const foreign = requests.map((subject) => subject.replace("$JS.API", "$JS.andvari.API"));
    for (const user of everybody.filter((name) => name !== "desk")) {
      const one = await speaker(system, user);
      const tried = user === "admin" ? requests.slice(0, 2) : [...requests, ...foreign];
      for (const subject of tried) one.nats.publish(subject, "{}", { reply: `_INBOX_${user}.1` });
      assert.deepEqual(await one.judged(), tried.map((subject) => `publish ${subject}`).sort(), user);
      await one.close();
    }
    const desk = await speaker(system, "desk");
    desk.nats.publish(requests[0], '{"batch":1,"no_wait":true}', { reply: "_INBOX_desk.1" });
    assert.deepEqual(await desk.judged(), []);
    await desk.close();
  });

  it("keep their keys over a restart, and leave everything in agreement", async () => {
    const keys = () => readdirSync(system.users).map((file) => [file, readFileSync(path.join(system.users, file), "utf8")]);
    const before = keys();
    rmSync(path.join(system.users, "demo.nk")); // As if that user were new in this version.
    await system.stop();
    await system.start();
    const now = keys();
    assert.deepEqual(
      now.filter(([file]) => file !== "demo.nk"),
      before.filter(([file]) => file !== "demo.nk"),
    );
    assert.equal(now.length, before.length);
    await system.check();
  });
});

// A nats-server that somebody else runs, with a configuration of theirs. `port` is free when this is called.
async function foreignServer(folder, configuration) {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.on("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const file = path.join(folder, "theirs.conf");
  writeFileSync(file, `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${path.join(folder, "store")}" }\n${configuration}`);
  const server = start("nats-server", ["-c", file], { env: { PATH: `${process.env.PATH}:/usr/sbin` } });
  const ready = new Promise((resolve) => {
    server.onOutput = () => /Server is ready/.test(server.stderr) && resolve();
  });
  await within(ready, "the server", { context: () => server.stderr });
  const stop = async () => {
    server.child.kill("SIGTERM");
    await within(server.ended, "the end of the server");
  };
  return { port, stop };
}

describe("a nats-server of somebody else's", () => {
  it("serves with the accounts that `andvari nats users` prints", async () => {
    const folder = temporaryFolder();
    const keys = path.join(folder, "keys");
    const { status, stdout, stderr } = await run(program, ["nats", "users", "--generate", keys], { cwd: folder });
    assert.equal(status, 0, stderr);
    const again = await run(program, ["nats", "users", "--generate", keys], { cwd: folder });
    assert.equal(again.stdout, stdout);

    const server = await foreignServer(folder, stdout);
    const flags = ["--nats-url", `nats://127.0.0.1:${server.port}`, "--nats-credentials", keys];
    const system = await System.start({ flags });
    assert.equal(system.users, keys);
    const alice = await system.trader("alice", "1000");
    await system.quote("THEIRS", { bid: "9", ask: "10" });
    assert.equal((await system.ended(await alice.order({ symbol: "THEIRS", quantity: "2" }), alice)).status, "filled");
    await system.check();
    await system.check(...flags);
    await system.end();
    // Tools of somebody without the keys.
    const stranger = await run(program, ["check", "--data", system.data, ...flags.slice(0, 2)], { cwd: folder });
    assert.equal(stranger.status, 1);
    assert.match(stranger.stderr, /^andvari: .*\n$/);
    await server.stop();
  });

  it("is told which keys are missing", async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "empty"));
    const args = ["nats", "users", "--nats-url", "nats://127.0.0.1:1", "--nats-credentials", path.join(folder, "empty")];
    const { status, stderr } = await run(program, args, { cwd: folder });
    assert.equal(status, 1);
    assert.match(stderr, /^andvari: there is no NKey seed in .*empty\/stock\.nk\n$/);
  });
});

describe("an encrypted bus", () => {
  let folder, system;
  const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const file = (name) => path.join(folder, name);
  const environment = () => ({
    ANDVARI_NATS_CERTIFICATE: file("server.pem"),
    ANDVARI_NATS_PRIVATE_KEY: file("server.key"),
    ANDVARI_NATS_AUTHORITY: file("authority.pem"),
  });
  before(async () => {
    folder = temporaryFolder();
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    openssl("req", "-x509", ...key, "-days", "2", "-subj", "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem");
    openssl("req", ...key, "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.csr");
    writeFileSync(file("server.ext"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
    const by = ["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-extfile", "server.ext"];
    openssl("x509", "-req", "-days", "2", "-in", "server.csr", ...by, "-out", "server.pem");
    system = await System.start({ env: environment(), tls: { caFile: file("authority.pem") } });
  });
  after(() => system?.end());

  it("trades, and its tools find it", async () => {
    assert.match(system.bus, /^tls:\/\/127\.0\.0\.1:\d+$/);
    const alice = await system.trader("alice", "1000");
    await system.quote("TLS", { bid: "9", ask: "10" });
    assert.equal((await system.ended(await alice.order({ symbol: "TLS", quantity: "2" }), alice)).status, "filled");
    const { status, stdout, stderr } = await run(program, ["check", "--data", system.data], { cwd: folder, env: environment() });
    assert.equal(status, 0, stdout + stderr);
  });

  it("is not joined by who does not know its authority", async () => {
    const options = { users: system.users, reconnect: false };
    await assert.rejects(connectAs("client", { servers: system.bus, tls: {}, ...options }), /certificate/);
    const { status, stderr } = await run(program, ["check", "--data", system.data], { cwd: folder });
    assert.equal(status, 1);
    assert.match(stderr, /^andvari: .*\n$/);
    const client = await connectAs("client", { servers: system.bus, tls: { caFile: file("authority.pem") }, ...options });
    await client.close();
  });
});
