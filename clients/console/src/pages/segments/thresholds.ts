/** Read "7, 30, 90" as ascending numbers; null when it is something else. */
export function readCuts(text: string): number[] | null {
  const cuts = text.split(/[,，、\s]+/).filter(Boolean).map(Number);
  const rising = cuts.every((cut, index) => Number.isFinite(cut) && (index === 0 || cut > cuts[index - 1]!));
  return cuts.length && rising ? cuts : null;
}
