import { describe, expect, it } from "vitest";

import { extent, offsetOf, paint } from "../src/pages/tags/highlight";

const SOURCE = "tag: tea_lover\nwhen: count(veiw, 30d) >= 3 and tag(\"a b\") # note";

describe("the editor's paint", () => {
  it("loses no character", () => {
    expect(paint(SOURCE, []).map((line) => line.map((piece) => piece.text).join("")).join("\n")).toBe(SOURCE);
  });
  it("underlines the word at a problem's place and nothing else", () => {
    const bad = paint(SOURCE, [{ line: 2, column: 13 }]).flat().filter((piece) => piece.bad);
    expect(bad.map((piece) => piece.text)).toEqual(["veiw"]);
  });
  it("tells keys, calls, numbers, words, texts and notes apart", () => {
    const kinds = new Map(paint(SOURCE, [])[1]!.map((piece) => [piece.text, piece.kind]));
    expect([kinds.get("when"), kinds.get("count"), kinds.get("30d"), kinds.get("and"), kinds.get('"a b"'), kinds.get("# note")])
      .toEqual(["key", "call", "number", "word", "text", "note"]);
  });
  it("marks the end of a line when the problem lies behind it", () => {
    expect(paint("tag:", [{ line: 1, column: 9 }])[0]!.at(-1)).toMatchObject({ text: ":", bad: true });
  });
});

it("a quoted text is underlined whole", () => expect(extent('x = "面膜" z', 5)).toBe(4));
it("a place becomes an offset", () => expect(SOURCE.slice(offsetOf(SOURCE, { line: 2, column: 7 }))).toMatch(/^count/));
