import type { VoiceQuote } from "../../api/types";

export interface Part { text: string; kind: "" | "opinion" | "named" }

/** A quote cut into plain and marked parts, in order; where marks overlap the first one stands. */
export function marked(quote: Pick<VoiceQuote, "text" | "opinion" | "named">): Part[] {
  // The server counts code points, a string counts UTF-16 units: 😊 is two of those.
  const letters = [...quote.text];
  const spans = ([["named", quote.named], ["opinion", quote.opinion]] as const)
    .filter(([, span]) => span.length === 2)
    .map(([kind, span]) => ({ kind, start: span[0]!, end: span[1]! }))
    .sort((a, b) => a.start - b.start);
  const parts: Part[] = [];
  let at = 0;
  const take = (from: number, to: number, kind: Part["kind"]) => {
    if (to > from) parts.push({ text: letters.slice(from, to).join(""), kind });
  };
  for (const span of spans) {
    if (span.start < at) continue;
    take(at, span.start, "");
    take(span.start, span.end, span.kind);
    at = span.end;
  }
  take(at, letters.length, "");
  return parts;
}
