import { expect, it } from "vitest";

import { reconcile } from "../src/pages/start/reconcile";

it("an import is whole when its counts add up to the rows read", () => {
  expect(reconcile({ rows: 10, accepted: 7, duplicate: 2, refused: 1 })?.whole).toBe(true);
  expect(reconcile({ rows: 10, accepted: 7, duplicate: 2, refused: 0 })?.whole).toBe(false);
});

it("a summary without the counts says nothing", () => {
  expect(reconcile({ note: "x" })).toBeNull();
  expect(reconcile(null)).toBeNull();
});
