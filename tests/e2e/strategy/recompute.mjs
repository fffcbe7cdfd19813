// What the crossover must end with, from the bars alone: it knows nothing of Andvari, and computes in whole numbers.
//   node recompute.mjs prices.csv <cash> <half spread>
// Millionths of a dollar; each day is traded at its close, half the spread worse.
import { readFileSync } from "node:fs";

const [file, cashText, spreadText] = process.argv.slice(2);
const millionths = (text) => {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, "0").slice(0, 6));
};
const text = (amount) => `${amount / 1_000_000n}.${String(amount % 1_000_000n).padStart(6, "0")}`.replace(/\.?0+$/, "");

const closes = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => millionths(line.split(",")[4]));
const spread = millionths(spreadText);
const [fast, slow] = [20, 50];
let [cash, shares, trades] = [millionths(cashText), 0n, 0];

const sum = (days, end) => closes.slice(end - days, end).reduce((all, close) => all + close, 0n);
// fast sum / fast > slow sum / slow, without dividing.
const isAbove = (end) => sum(fast, end) * BigInt(slow) > sum(slow, end) * BigInt(fast);

for (let day = slow; day < closes.length; ++day) {
  const [above, wasAbove, close] = [isAbove(day + 1), isAbove(day), closes[day]];
  if (above && !wasAbove) {
    const bought = (cash * 9n) / 10n / close;
    cash -= bought * (close + spread);
    shares += bought;
    trades += bought > 0n ? 1 : 0;
  } else if (!above && wasAbove && shares > 0n) {
    cash += shares * (close - spread);
    shares = 0n;
    ++trades;
  }
}
console.log(JSON.stringify({ days: closes.length, trades, cash: text(cash), shares: String(shares) }));
