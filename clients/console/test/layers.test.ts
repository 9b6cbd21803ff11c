import { expect, it } from "vitest";

import type { Prediction, Tag } from "../src/api/types";
import { layersOf, qualityOf } from "../src/pages/shoppers/layers";

const tag = (layer: string) => ({ tag: layer, layer }) as Tag;
const prediction = (name: string, probability: number | null, carried = false) => ({ tag: name, probability, carried }) as Prediction;

it("tags stand in their layers, segments with behaviour", () => {
  const found = layersOf([tag("fact"), tag("rfm"), tag("behaviour"), tag("predicted")], []);
  expect([found.fact.length, found.behaviour.map((each) => each.layer)]).toEqual([1, ["rfm", "behaviour"]]);
});

it("what a shopper carries comes before what is merely likely", () => {
  const found = layersOf([], [prediction("a", 0.9), prediction("b", null, true), prediction("c", 0.2)]);
  expect(found.predicted.map((each) => each.tag)).toEqual(["b", "a", "c"]);
});

it("quality is said in a word, and a guess is not called weak", () => {
  expect([0.83, 0.7, 0.55, 0.5, null].map(qualityOf)).toEqual(["good", "fair", "weak", "unknown", "unknown"]);
});
