// What the HTTPS port offers (testssl.sh): protocols, ciphers, known holes.
import { readFileSync } from "node:fs";
import path from "node:path";

import { temporaryFolder } from "../e2e/harness/program.mjs";
import { certificate, Target } from "./target.mjs";
import { has, tool, unavailable, verdict } from "./tools.mjs";

const serious = new Set(["MEDIUM", "HIGH", "CRITICAL", "FATAL"]);
const old = ["SSLv2", "SSLv3", "TLS1", "TLS1_1"];
// The certificate is made for this test alone, by an authority that publishes no revocations.
const ofTheTest = new Set(["cert_revocation"]);

export async function* tls() {
  const program = ["testssl", "testssl.sh"].find(has);
  if (!program) return yield unavailable("HTTPS", "testssl.sh");
  const files = certificate();
  const target = await Target.start(["--http-certificate", files.certificate, "--http-private-key", files.key]);
  const report = path.join(temporaryFolder(), "report.json");
  const what = ["--protocols", "--std", "--fs", "--server-defaults", "--headers", "--vulnerable"];
  const { said } = await tool(
    program,
    [
      ...what,
      "--quiet",
      "--color",
      "0",
      "--warnings",
      "batch",
      "--add-ca",
      files.authority,
      "--jsonfile",
      report,
      target.address,
    ],
    { seconds: 900 },
  );
  const findings = JSON.parse(readFileSync(report, "utf8"));
  const offered = (id) => findings.some((f) => f.id === id && !/not offered/.test(f.finding));
  const bad = findings.filter((f) => serious.has(f.severity) && !ofTheTest.has(f.id)).map((f) => `${f.id}: ${f.finding}`);
  const wrong = [
    ...old.filter(offered).map((id) => `${id} is offered`),
    ...["TLS1_2", "TLS1_3"].filter((id) => !offered(id)).map((id) => `${id} is not offered`),
    ...bad,
  ];
  if (findings.length < 30) wrong.push(`only ${findings.length} findings: ${said.trim().split("\n").pop()}`);
  const trouble = [...wrong, await target.end()].filter(Boolean);
  const figures = `${findings.length} findings, of them ${bad.length} of medium severity or above; TLS 1.2 and 1.3 offered, nothing older`;
  yield verdict("HTTPS", "testssl.sh", trouble.length === 0, trouble.length === 0 ? figures : trouble.slice(0, 5).join("; "));
}
