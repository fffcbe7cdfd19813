// Access tokens, held against an implementation of JOSE that others wrote: what we sign is good by the published keys, and what
// is not ours is refused.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import * as jose from "jose";

import { Client, expect, expectProblem, System } from "./harness.mjs";
import { signUp } from "./harness/people.mjs";

const expected = { issuer: "andvari", audience: "andvari-api", typ: "at+jwt", algorithms: ["EdDSA"] };

describe("an access token", () => {
  let system, ada, published;
  before(async () => {
    system = await System.start();
    ada = await signUp(system, "ada@example.org");
    published = jose.createRemoteJWKSet(new URL("/.well-known/jwks.json", system.http), { cooldownDuration: 0 });
  });
  after(() => system?.end());

  const me = (token) => new Client(() => system.http, token).get("/api/v1/auth/me");
  const claims = () => jose.decodeJwt(ada.key);
  const header = () => jose.decodeProtectedHeader(ada.key);

  it("verifies by the keys at /.well-known/jwks.json, for ten minutes, for its person and session", async () => {
    const { payload, protectedHeader } = await jose.jwtVerify(ada.key, published, expected);
    assert.deepEqual(Object.keys(protectedHeader).sort(), ["alg", "kid", "typ"]);
    assert.equal(payload.sub, ada.user);
    assert.equal(payload.sid, ada.session);
    assert.ok(payload.jti);
    assert.equal(payload.exp - payload.iat, 600);
    await assert.rejects(jose.jwtVerify(ada.key, published, { ...expected, audience: "somebody" }), jose.errors.JWTClaimValidationFailed);
  });

  it("that was altered is good nowhere", async () => {
    const [head, body, signature] = ada.key.split(".");
    const forged = jose.base64url.encode(JSON.stringify({ ...claims(), sub: "somebody-else" }));
    const turned = signature.slice(0, 20) + (signature[20] === "A" ? "B" : "A") + signature.slice(21);
    for (const token of [`${head}.${forged}.${signature}`, `${head}.${body}.${turned}`]) {
      await assert.rejects(jose.jwtVerify(token, published, expected), jose.errors.JWSSignatureVerificationFailed);
      expectProblem(await me(token), 401, "unauthorized");
    }
    expect(await me(ada.key), 200);
  });

  it("without a signature, or signed with the public key as a password, is refused", async () => {
    const unsigned = new jose.UnsecuredJWT(claims()).encode();
    const none = jose.base64url.encode(JSON.stringify({ ...header(), alg: "none" }));
    const { keys } = await new Client(() => system.http).read("/.well-known/jwks.json");
    const secret = jose.base64url.decode(keys.find(({ kid }) => kid === header().kid).x);
    const confused = await new jose.SignJWT(claims()).setProtectedHeader({ ...header(), alg: "HS256" }).sign(secret);
    for (const token of [unsigned, `${none}.${ada.key.split(".")[1]}.`, confused])
      expectProblem(await me(token), 401, "unauthorized");
  });

  it("signed by another key is refused, whatever key or place of keys it names", async () => {
    const { privateKey, publicKey } = await jose.generateKeyPair("EdDSA", { extractable: true });
    const jwk = await jose.exportJWK(publicKey);
    const sign = (more) => new jose.SignJWT(claims()).setProtectedHeader({ ...header(), ...more }).sign(privateKey);
    for (const more of [{}, { jwk }, { jku: "http://127.0.0.1:1/jwks.json" }, { x5u: "http://127.0.0.1:1/c.pem" }, { kid: "another" }])
      expectProblem(await me(await sign(more)), 401, "unauthorized");
  });

  it("stays good when the signing keys are rotated, and the next one is signed by a key that was published before", async () => {
    const before_it = await new Client(() => system.http).read("/.well-known/jwks.json");
    const { status, stderr } = await system.tool("keys", "rotate", "--reason", "a drill");
    assert.equal(status, 0, stderr);
    expect(await me(ada.key), 200);
    await jose.jwtVerify(ada.key, published, expected);
    const old = header().kid;
    await ada.enter();
    assert.notEqual(header().kid, old);
    assert.ok(before_it.keys.some(({ kid }) => kid === header().kid));
    await jose.jwtVerify(ada.key, published, expected);
    expect(await me(ada.key), 200);
  });
});
