const held: HTMLImageElement[] = [];

/** Fetch the pictures of all tabs at once and hold them: one that is first wanted without a network would be broken. */
export function fetchIcons(): void {
  for (const tab of ["home", "category", "cart", "mine"]) for (const end of ["", "-on"]) {
    const icon = new Image();
    icon.src = `./static/tab/${tab}${end}.png`;
    held.push(icon);
  }
}
