/** The clause builder's model and its text: `write` gives the tag language, `read` takes back what it can. */

export interface Named { kind: "tag" | "segment" | "crowd"; name: string; value?: string }
export interface Behaviour {
  kind: "behaviour"; measure: string; event: string; category: string; days: number; sign: string; number: number;
}
export interface Told { kind: "fact"; name: string; words: string[] }
export interface Age { kind: "age"; low: number; high: number }
export interface Free { kind: "text"; text: string }
export type Leaf = Named | Behaviour | Told | Age | Free;
/** One row of the builder: any of its leaves, or with `negated` none of them; rows are joined by and. */
export interface Row { negated: boolean; leaves: Leaf[] }

const quoted = (word: string) => `"${word.replaceAll('"', "")}"`;

function writeBehaviour(leaf: Behaviour): string {
  const parts = [leaf.event, ...(leaf.measure === "sum" ? ["amount"] : []), ...(leaf.category ? [`category = ${quoted(leaf.category)}`] : [])];
  return `${leaf.measure}(${[...parts, `${leaf.days}d`].join(", ")}) ${leaf.sign} ${leaf.number}`;
}

/** One condition in the tag language. */
export function writeLeaf(leaf: Leaf): string {
  if (leaf.kind === "behaviour") return writeBehaviour(leaf);
  if (leaf.kind === "age") return `age() between ${leaf.low} and ${leaf.high}`;
  if (leaf.kind === "text") return leaf.text.trim();
  if (leaf.kind === "fact") return `fact(${quoted(leaf.name)}) in (${leaf.words.map(quoted).join(", ")})`;
  return `${leaf.kind}(${[leaf.name, ...(leaf.value ? [leaf.value] : [])].map(quoted).join(", ")})`;
}

const isWhole = (leaf: Leaf): boolean =>
  leaf.kind === "text" ? !!leaf.text.trim() : leaf.kind === "fact" ? leaf.words.length > 0 : "name" in leaf ? !!leaf.name : true;
// What a person typed may hold "or" and "and" of its own.
const guarded = (leaf: Leaf) => (leaf.kind === "text" || leaf.kind === "age" ? `(${writeLeaf(leaf)})` : writeLeaf(leaf));

function writeRow(row: Row): string {
  const whole = row.leaves.filter(isWhole);
  if (!whole.length) return "";
  const one = whole.length === 1 && !row.negated ? writeLeaf(whole[0]!) : whole.map(guarded).join(" or ");
  if (row.negated) return whole.length > 1 ? `not (${one})` : `not ${one}`;
  return whole.length > 1 || /\bor\b|或/.test(one.replace(/"[^"]*"/g, "")) ? `(${one})` : one;
}

/** The expression of all rows; unfinished conditions are left out. */
export const write = (rows: readonly Row[]): string => rows.map(writeRow).filter(Boolean).join(" and ");

/** Cut an expression at a joining word outside brackets and quotes; `between … and …` stays whole. */
export function cut(expression: string, word: "and" | "or"): string[] {
  const parts: string[] = [];
  let depth = 0, quote = "", start = 0, between = false;
  const pattern = /["'()]|[A-Za-z_]+/g;
  for (let found = pattern.exec(expression); found; found = pattern.exec(expression)) {
    const token = found[0];
    if (quote) { if (token === quote) quote = ""; continue; }
    if (token === '"' || token === "'") quote = token;
    else if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (depth === 0 && token === "between") between = true;
    else if (depth === 0 && token === "and" && between) between = false;
    else if (depth === 0 && token === word) {
      parts.push(expression.slice(start, found.index).trim());
      start = found.index + word.length;
    }
  }
  return [...parts, expression.slice(start).trim()];
}

/** Take one pair of brackets away when it spans the whole text. */
export function unwrapped(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at += 1) {
    depth += text[at] === "(" ? 1 : text[at] === ")" ? -1 : 0;
    if (depth === 0) return text;
  }
  return text.slice(1, -1).trim();
}

const NAMED = /^(tag|segment|crowd)\("([^"]+)"(?:, "([^"]+)")?\)$/;
const ACTS = /^(count|days|distinct|sum)\(([a-z_]+)(?:, amount)?(?:, category ==? "([^"]+)")?, (\d+)d\) (>=|<=|=) (\d+(?:\.\d+)?)$/;
const FACT = /^fact\("([^"]+)"\) (?:in \(([^)]*)\)|==? "([^"]+)")$/;
const AGE = /^age\(\) between (\d+) and (\d+)$/;

function readLeaf(text: string): Leaf {
  const named = NAMED.exec(text);
  if (named) return { kind: named[1] as Named["kind"], name: named[2]!, ...(named[3] ? { value: named[3] } : {}) };
  const acts = ACTS.exec(text);
  if (acts) return { kind: "behaviour", measure: acts[1]!, event: acts[2]!, category: acts[3] ?? "", days: Number(acts[4]), sign: acts[5]!, number: Number(acts[6]) };
  const fact = FACT.exec(text);
  if (fact) return { kind: "fact", name: fact[1]!, words: fact[3] ? [fact[3]] : [...fact[2]!.matchAll(/"([^"]+)"/g)].map((word) => word[1]!) };
  const age = AGE.exec(text);
  if (age) return { kind: "age", low: Number(age[1]), high: Number(age[2]) };
  return { kind: "text", text };
}

/** Rows for an expression; what the builder has no form for becomes a row of plain text. */
export function read(expression: string): Row[] {
  const text = expression.trim();
  if (!text) return [];
  if (cut(text, "or").length > 1) return [{ negated: false, leaves: cut(text, "or").map((part) => readLeaf(unwrapped(part))) }];
  return cut(text, "and").map((part) => {
    const negated = /^not\s+/.test(part);
    const inner = unwrapped(negated ? part.replace(/^not\s+/, "") : part);
    const options = cut(inner, "or");
    // "not (a and b)" and the like have no form of their own.
    if (options.length === 1 && cut(inner, "and").length > 1) return { negated, leaves: [{ kind: "text", text: inner }] };
    return { negated, leaves: options.map((option) => readLeaf(unwrapped(option))) };
  });
}

/** A fresh condition of a kind. */
export function fresh(kind: Leaf["kind"]): Leaf {
  if (kind === "behaviour") return { kind, measure: "count", event: "view", category: "", days: 30, sign: ">=", number: 3 };
  if (kind === "fact") return { kind, name: "city", words: [] };
  if (kind === "age") return { kind, low: 25, high: 30 };
  if (kind === "text") return { kind, text: "" };
  return { kind, name: "" };
}
