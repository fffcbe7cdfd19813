// The table of verdicts in docs/security.md.
import { readFileSync, writeFileSync } from "node:fs";

const begins = "<!-- verdicts -->\n";
const ends = "<!-- end of verdicts -->";

export function writeIntoPage(page, verdicts, seconds) {
  const text = readFileSync(page, "utf8");
  const first = text.indexOf(begins);
  const last = text.indexOf(ends);
  if (first < 0 || last < first) throw new Error(`${page} has no place for the verdicts`);
  const cell = (value) => String(value).replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
  const rows = verdicts.map(
    (v) => `| ${[v.what, v.by, v.available ? (v.good ? "held" : "**failed**") : "–", v.figures].map(cell).join(" | ")} |`,
  );
  const date = new Date().toISOString().slice(0, 10);
  const table = `\n| attack | by | verdict | figures |\n|---|---|---|---|\n${rows.join("\n")}\n\nAttacked on ${date}, for ${Math.round(seconds / 60)} minutes.\n\n`;
  writeFileSync(page, text.slice(0, first + begins.length) + table + text.slice(last));
}
