/** Line drawings, 24 × 24, for controls; fonts of phones do not all have such signs. */
const lines: Record<string, string> = {
  pin: "<path d='M12 21c-4-4.5-7-8-7-11a7 7 0 0 1 14 0c0 3-3 6.5-7 11z'/><circle cx='12' cy='10' r='2.5'/>",
  search: "<circle cx='11' cy='11' r='6.5'/><path d='M16 16l4.5 4.5'/>",
  heart: "<path d='M12 20C6 15.5 3.5 12.5 3.5 9a4.5 4.5 0 0 1 8.5-2 4.5 4.5 0 0 1 8.5 2c0 3.5-2.5 6.5-8.5 11z'/>",
  cart: "<path d='M3 4h2.2l2.2 11h10l2.1-8H6.2'/><circle cx='9' cy='19' r='1.4'/><circle cx='16.5' cy='19' r='1.4'/>",
  bag: "<path d='M6 8h12l1.5 12.5h-15z'/><path d='M9 8V6.5a3 3 0 0 1 6 0V8'/><path d='M9.5 13.5q2.5 2 5 0'/>",
  cloud: "<path d='M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.5 1A3.5 3.5 0 0 1 17 18z'/><path d='M4 4l16 16'/>",
  alert: "<circle cx='12' cy='12' r='8.5'/><path d='M12 7.5v5.5M12 16.2v.1'/>",
  ticket: "<path d='M3.5 7h17v3.5a2 2 0 0 0 0 3V17h-17v-3.5a2 2 0 0 0 0-3z'/><path d='M14 7v2M14 11v2M14 15v2'/>",
  bolt: "<path d='M13 3L5.5 13.5H11L10 21l7.5-10.5H12z'/>",
  list: "<path d='M6 3.5h12v17l-3-2-3 2-3-2-3 2z'/><path d='M9 8.5h6M9 12.5h6'/>",
  mail: "<rect x='3.5' y='6' width='17' height='12.5' rx='2'/><path d='M4 7.5l8 6 8-6'/>",
  talk: "<path d='M4 5h16v11H10l-4 4v-4H4z'/><path d='M8.5 10.5h7'/>",
};

export type Glyph = keyof typeof lines;

/** Return a data address of a glyph in a colour; `fill` for one that is switched on. */
export function glyph(name: Glyph, colour: string, fill = "none"): string {
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='${fill}' stroke='${colour}' stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round'>${lines[name] ?? ""}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
