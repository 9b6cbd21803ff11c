/** The few marks that guides use, read into blocks that Vue can show by itself: no HTML of anybody ever gets in. */
export interface Span { kind: "text" | "bold" | "link"; text: string; href?: string }
export interface Block { kind: "heading" | "steps" | "list" | "text"; level: number; lines: Span[][] }

const INLINE = /\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/g;

function spans(line: string): Span[] {
  const found: Span[] = [];
  let at = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > at) found.push({ kind: "text", text: line.slice(at, match.index) });
    if (match[1]) found.push({ kind: "bold", text: match[1] });
    else found.push({ kind: "link", text: match[2]!, href: match[3]! });
    at = match.index + match[0].length;
  }
  if (at < line.length) found.push({ kind: "text", text: line.slice(at) });
  return found;
}

function read(line: string): { kind: Block["kind"]; level: number; text: string } {
  const heading = /^(#{1,3})\s+(.*)$/.exec(line);
  if (heading) return { kind: "heading", level: heading[1]!.length, text: heading[2]! };
  const step = /^\d+[.、)]\s*(.*)$/.exec(line);
  if (step) return { kind: "steps", level: 0, text: step[1]! };
  const item = /^[-*•]\s+(.*)$/.exec(line);
  if (item) return { kind: "list", level: 0, text: item[1]! };
  return { kind: "text", level: 0, text: line };
}

/** Lines of one kind that follow one another are one block; an empty line parts paragraphs. */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  let isParted = true;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (!line) { isParted = true; continue; }
    const { kind, level, text: said } = read(line);
    const last = found.at(-1);
    if (!isParted && last && last.kind === kind && kind !== "heading") last.lines.push(spans(said));
    else found.push({ kind, level, lines: [spans(said)] });
    isParted = false;
  }
  return found;
}
