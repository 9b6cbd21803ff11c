import { describe, expect, it } from "vitest";

import { cut, read, type Row, write } from "../src/pages/crowds/clauses";

const rows: Row[] = [
  { negated: false, leaves: [{ kind: "segment", name: "vip" }, { kind: "crowd", name: "spring" }] },
  { negated: false, leaves: [{ kind: "behaviour", measure: "count", event: "view", category: "美妆", days: 30, sign: ">=", number: 10 }] },
  { negated: false, leaves: [{ kind: "age", low: 25, high: 30 }] },
  { negated: true, leaves: [{ kind: "tag", name: "returns_often" }] },
  { negated: false, leaves: [{ kind: "fact", name: "city", words: ["深圳", "广州"] }] },
];

describe("the clause builder", () => {
  it("writes rows joined by and, alternatives in brackets", () => {
    expect(write(rows)).toBe(
      '(segment("vip") or crowd("spring")) and count(view, category = "美妆", 30d) >= 10 and age() between 25 and 30'
      + ' and not tag("returns_often") and fact("city") in ("深圳", "广州")',
    );
  });
  it("reads back what it wrote", () => expect(read(write(rows))).toEqual(rows));
  it("leaves unfinished conditions out", () => {
    expect(write([{ negated: false, leaves: [{ kind: "tag", name: "" }] }, rows[3]!])).toBe('not tag("returns_often")');
  });
  it("keeps as text what it has no form for", () => {
    const text = 'sequence(view -> cart within 2h, 30d) and not (segment("vip") and segment("new"))';
    const back = read(text);
    expect(back[0]!.leaves[0]).toEqual({ kind: "text", text: "sequence(view -> cart within 2h, 30d)" });
    expect(write(back)).toBe(text);
  });
  it("does not cut inside quotes, brackets or between", () => {
    expect(cut('tag("a and b") and age() between 1 and 2', "and")).toEqual(['tag("a and b")', "age() between 1 and 2"]);
  });
});
