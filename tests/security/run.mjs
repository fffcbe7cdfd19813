// Lets tools that others wrote attack Andvari, and ends with "N passed, N failed":
//   node tests/security/run.mjs [--seconds 30] [--connections 1000] [slow] [wordlists] [injection] [tls] [independent]
// Without names all of them, and only then the table of docs/security.md is written. `--seconds` is for each slow attack.
import path from "node:path";
import { parseArgs } from "node:util";

import { repository } from "../e2e/harness/program.mjs";
import { independent } from "./independent.mjs";
import { injection } from "./injection.mjs";
import { writeIntoPage } from "./page.mjs";
import { slow } from "./slow.mjs";
import { tls } from "./tls.mjs";
import { wordlists } from "./wordlists.mjs";

const attacks = { slow, wordlists, injection, tls, independent };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "30" }, connections: { type: "string", default: "1000" } },
});
const options = { seconds: Number(values.seconds), connections: Number(values.connections) };
const unknown = positionals.find((name) => !attacks[name]);
if (unknown || !(options.seconds > 0) || !(options.connections > 0)) {
  console.error(`unknown: ${unknown ?? JSON.stringify(values)}; there are ${Object.keys(attacks).join(" ")}`);
  process.exit(2);
}

const begun = Date.now();
const verdicts = [];
let passed = 0;
let failed = 0;
for (const [name, attack] of Object.entries(attacks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const own = [];
  try {
    for await (const verdict of attack(options)) {
      own.push(verdict);
      const word = verdict.available ? (verdict.good ? "ok" : "failed") : "skipped";
      console.log(`${word} ${verdict.what} (${verdict.by}): ${verdict.figures}`);
    }
  } catch (error) {
    own.push({ what: name, by: "", good: false, figures: error.message, available: true });
    console.log(`failed ${name}: ${error.stack}`);
  }
  verdicts.push(...own);
  const counted = own.filter(({ available }) => available);
  passed += counted.filter(({ good }) => good).length;
  failed += counted.filter(({ good }) => !good).length;
  // A tool may be missing here, but not every one of its kind.
  if (counted.length === 0) {
    console.log(`failed ${name}: none of its tools is available here`);
    ++failed;
  }
}
if (positionals.length === 0) writeIntoPage(path.join(repository, "docs/security.md"), verdicts, (Date.now() - begun) / 1000);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
