// WXML as far as tests look at it: elements, conditions, loops and the data that they see.
const TAG = /<(\/?)([\w-]+)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=>/]+)(?:="([^"]*)")?/g;
const WHOLE = /^\{\{(.*)\}\}$/s;

/** Return the elements of WXML as { tag, attributes, children }; what it says in words is left out. */
export function parsed(text) {
  const root = { tag: "", attributes: {}, children: [] }, open = [root];
  for (const [, closes, tag, attributes, closed] of text.matchAll(TAG)) {
    if (closes) {
      open.pop();
      continue;
    }
    const node = { tag, attributes: {}, children: [] };
    for (const [, name, value = ""] of attributes.matchAll(ATTRIBUTE)) node.attributes[name] = value;
    open.at(-1).children.push(node);
    if (!closed) open.push(node);
  }
  return root.children;
}

/** Return what an attribute says: text with {{expressions}} of the data. */
export function said(text, data) {
  const scope = new Proxy(data, { has: () => true, get: (all, name) => (name === Symbol.unscopables ? undefined : all[name]) });
  const value = (expression) => new Function("scope", `with (scope) return (${expression})`)(scope);
  const whole = WHOLE.exec(text);
  return whole ? value(whole[1]) : text.replace(/\{\{(.*?)\}\}/gs, (_, expression) => value(expression));
}

/** Visit the elements that stand on the screen, with the data that they see. */
export function walk(nodes, data, visit) {
  let isDone = false; // of a chain of wx:if, wx:elif, wx:else
  for (const node of nodes) {
    const { attributes } = node, loop = attributes["wx:for"];
    const condition = attributes["wx:if"] ?? attributes["wx:elif"];
    if ("wx:if" in attributes) isDone = false;
    if (loop === undefined && (condition !== undefined || "wx:else" in attributes)) {
      if (isDone || (condition !== undefined && !said(condition, data))) continue;
      isDone = true;
    }
    const items = loop === undefined ? [null] : said(loop, data) ?? [];
    items.forEach((item, index) => {
      const seen = loop === undefined ? data : { ...data, [attributes["wx:for-item"] || "item"]: item, [attributes["wx:for-index"] || "index"]: index };
      if (loop !== undefined && condition !== undefined && !said(condition, seen)) return;
      visit(node, seen);
      walk(node.children, seen, visit);
    });
  }
}

/** Return what is written (data-…) on the elements that have a class. */
export function dataOf(nodes, data, name) {
  const found = [];
  walk(nodes, data, ({ attributes }, seen) => {
    if (![said(attributes.class ?? "", seen)].flat().join(" ").split(" ").includes(name)) return;
    const own = Object.entries(attributes).filter(([each]) => each.startsWith("data-"));
    found.push(Object.fromEntries(own.map(([each, text]) => [each.slice(5), said(text, seen)])));
  });
  return found;
}
