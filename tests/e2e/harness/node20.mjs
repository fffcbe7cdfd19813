// For what needs Node 20: where there is an older one, the Node that npm carries runs the same test file.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { repository, start } from "./program.mjs";

export const old = Number(process.versions.node.split(".")[0]) < 20;
const carried = path.join(repository, `tests/e2e/node_modules/node-linux-${process.arch}/bin/node`);

// `file`: the import.meta.url of the test.
export function elsewhereIfOld(file) {
  describe("on an older Node", { skip: !old }, () => {
    it("all of this file passes on the one that npm carries", async () => {
      assert.ok(existsSync(carried), `${carried} is missing: tests/e2e/install.sh fetches it`);
      const { ended, ...said } = start(carried, ["--test", fileURLToPath(file)], { env: { ANDVARI: process.env.ANDVARI ?? "" } });
      const { status } = await ended;
      assert.equal(status, 0, said.stdout);
    });
  });
}
