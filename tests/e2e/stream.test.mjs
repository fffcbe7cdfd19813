// The WebSocket of events, as a protocol: who may open it, what is refused, and what becomes of readers that are slow.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { after, before, describe, it } from "node:test";

import { Client, expect, expectProblem, request, System, within } from "./harness.mjs";

const handshake = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

describe("the WebSocket of events", () => {
  let system, alice;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "1000000");
    await system.quote("SOCK", { bid: "9", ask: "10", ask_size: "100000" });
  });
  after(() => system?.end());

  const open = (headers) =>
    new Promise((resolve, reject) => {
      const sent = http.get(`${system.http}/api/v1/stream`, { headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on("upgrade", (answer, socket) => {
        socket.destroy();
        resolve(answer.statusCode);
      });
      sent.on("error", reject);
    });

  it("is for those who ask for one, and have a key", async () => {
    const key = { Authorization: `Bearer ${alice.key}` };
    const answer = expectProblem(await request(`${system.http}/api/v1/stream`, { headers: key }), 426, "websocket_required");
    assert.equal(answer.headers.upgrade, "websocket");
    assert.equal(await open({ ...handshake, ...key }), 101);
    assert.equal(await open(handshake), 401);
    assert.equal(await open({ ...handshake, ...key, "Sec-WebSocket-Version": "8" }), 426);
    assert.equal(await open({ ...handshake, ...key, "Sec-WebSocket-Key": "short" }), 400);
    assert.equal(await open({ ...handshake, ...key, Origin: "https://elsewhere.example" }), 101); // A key is no cookie.
    assert.equal(await open({ ...handshake, Cookie: "__Host-session=x", Origin: "https://elsewhere.example" }), 403);
  });

  it("answers the client's pings, and does not mind what it says", async () => {
    const events = await alice.socket();
    const pong = new Promise((resolve) => events.connection.on("pong", (data) => resolve(String(data))));
    events.connection.send("hello");
    events.connection.send(Buffer.from([1, 2, 3]));
    events.connection.ping("there?");
    assert.equal(await within(pong, "a pong"), "there?");
    await events.close();
  });

  it("closes with the reason where the protocol is broken", async () => {
    const events = await alice.socket();
    events.connection.send("x".repeat(64 * 1024 + 1));
    assert.equal((await within(events.ended, "the end")).code, 1009);
    const other = await alice.socket();
    other.connection._socket.write(Buffer.from([0x81, 0x01, 0x78])); // Without a mask.
    assert.equal((await within(other.ended, "the end")).code, 1002);
  });

  // Whoever connects, asks for all of the history, and takes nothing of it.
  const sleeper = () =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(system.http);
      const socket = net.connect({ host: hostname, port: Number(port) }, () => {
        socket.pause();
        const fields = Object.entries({ Host: `${hostname}:${port}`, ...handshake, Authorization: `Bearer ${alice.key}` });
        socket.write(`GET /api/v1/stream?after=LQ HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
        resolve(socket);
      });
      socket.on("error", reject);
    });

  it("harms nobody by readers that take nothing, and these are sent away", async () => {
    const sleepers = await Promise.all(Array.from({ length: 20 }, sleeper));
    const events = await alice.socket();
    for (let round = 0; round < 10; ++round) {
      const orders = await Promise.all(Array.from({ length: 20 }, () => alice.order({ symbol: "SOCK", quantity: "1" })));
      orders.forEach((order) => expect(order, 201));
    }
    const fills = await events.count(200, (event) => event.event === "andvari.order.filled.v1", "fills");
    assert.equal(new Set(fills.map((event) => event.data.fact.order)).size, 200);
    for (const socket of sleepers) socket.destroy();
    await events.close();
  });

  it("is closed when who reads it has no key any more that counts", async () => {
    const stranger = new Client(() => system.http, "not-a-key-that-anybody-has");
    await assert.rejects(stranger.socket(), /401/);
    stranger.close();
  });

  it("leaves everything in agreement", () => system.check());
});
