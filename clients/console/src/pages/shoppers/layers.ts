import type { Prediction, Tag } from "../../api/types";

export interface Layers { fact: Tag[]; behaviour: Tag[]; predicted: Prediction[] }

/** A shopper's tags by layer; what a segment or another layer adds stands with behaviour. Carried predictions come first. */
export function layersOf(tags: readonly Tag[], predictions: readonly Prediction[]): Layers {
  const likely = (each: Prediction) => (each.carried ? 2 : 0) + (each.probability ?? 0);
  return {
    fact: tags.filter((tag) => tag.layer === "fact"),
    behaviour: tags.filter((tag) => tag.layer !== "fact" && tag.layer !== "predicted"),
    predicted: [...predictions].sort((a, b) => likely(b) - likely(a)),
  };
}

/** How good a prediction is, in a word: how much better than a guess it told shoppers apart on days it had not seen. */
export function qualityOf(auc: number | null | undefined): "unknown" | "weak" | "fair" | "good" {
  if (auc === null || auc === undefined || auc === 0.5) return "unknown";
  return auc >= 0.8 ? "good" : auc >= 0.65 ? "fair" : "weak";
}

/** How many predictions to show at first: all that are carried and the likely ones, at least two. */
export function telling(predictions: readonly Prediction[]): number {
  return Math.max(2, predictions.filter((each) => each.carried || (each.probability ?? 0) >= Math.max(0.3, each.base_rate ?? 0)).length);
}
