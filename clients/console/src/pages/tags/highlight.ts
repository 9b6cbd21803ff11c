/** Colours and underlines for the tag editor: pure text in, pieces out. */

export type Kind = "key" | "text" | "number" | "call" | "word" | "note" | "plain";
export interface Piece { text: string; kind: Kind; bad: boolean }
export interface Place { line: number; column: number }

const TOKEN = /(#.*$)|("[^"]*"?|'[^']*'?)|(\b\d+(?:\.\d+)?(?:min|[mhdw%]|天|小时|分钟|周)?\b|\d+(?:天|小时|分钟|周))|([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*)(?=\s*\()|\b(and|or|not|in|between|within|contains)\b/g;
const KINDS: Kind[] = ["note", "text", "number", "call", "word"];

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), kind: "plain", bad: false });
    const kind = KINDS[found.slice(1).findIndex((group) => group !== undefined)] ?? "plain";
    pieces.push({ text: found[0], kind, bad: false });
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), kind: "plain", bad: false });
  return pieces;
}

/** How much to underline from a column on: the word, quoted text or number that begins there, or one character. */
export function extent(line: string, column: number): number {
  const rest = line.slice(column - 1);
  return /^("[^"]*"|'[^']*'|[\w\u4e00-\u9fff.]+|\s+$|.)/.exec(rest)?.[0].length ?? 1;
}

function split(pieces: Piece[], from: number, to: number): Piece[] {
  let at = 0;
  return pieces.flatMap((piece) => {
    const start = at, end = (at += piece.text.length);
    const low = Math.max(from, start), high = Math.min(to, end);
    if (low >= high) return [piece];
    const cut = (a: number, b: number, bad: boolean) => (b > a ? [{ ...piece, text: piece.text.slice(a - start, b - start), bad }] : []);
    return [...cut(start, low, piece.bad), ...cut(low, high, true), ...cut(high, end, piece.bad)];
  });
}

/** The pieces of each line, those at a problem's place marked. */
export function paint(source: string, problems: readonly Place[]): Piece[][] {
  return source.split("\n").map((line, index) => {
    const key = /^(\s*(?:- )?)([\w_]+)(:)(?=\s|$)/.exec(line);
    const head: Piece[] = key ? [{ text: key[1]!, kind: "plain", bad: false }, { text: key[2]!, kind: "key", bad: false }, { text: ":", kind: "plain", bad: false }] : [];
    const pieces = [...head.filter((piece) => piece.text), ...piecesOf(line.slice(key?.[0].length ?? 0))];
    return problems.filter((each) => each.line === index + 1).reduce((found, { column }) => {
      const from = Math.min(column - 1, Math.max(0, line.length - 1));
      return split(found, from, from + extent(line, from + 1));
    }, pieces);
  });
}

/** Where a line and column (from 1) lie in the text. */
export function offsetOf(source: string, { line, column }: Place): number {
  const before = source.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}
