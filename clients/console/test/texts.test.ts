import { expect, it, vi } from "vitest";
import { createI18n } from "vue-i18n";

import { en } from "../src/text/en";
import { zh } from "../src/text/zh";

type Tree = { [key: string]: string | Tree };

/** Return every text of a tree by its path. */
function texts(tree: Tree, path = ""): Array<[string, string]> {
  return Object.entries(tree).flatMap(([key, each]) => (typeof each === "string" ? [[path + key, each] as [string, string]] : texts(each, `${path}${key}.`)));
}

// A sign such as @ has a meaning in texts: unquoted it is only told to developers, and the merchant's page stays empty.
it.each([["zh", zh], ["en", en]])("every text of %s can be read by what shows it", (locale, messages) => {
  const told: unknown[] = [];
  for (const way of ["error", "warn"] as const) vi.spyOn(console, way).mockImplementation((said) => { told.push(said); });
  const { t } = createI18n({ legacy: false, locale, missingWarn: false, fallbackWarn: false, messages: { [locale]: messages } }).global;
  const known = texts(messages as unknown as Tree);
  expect(known.length).toBeGreaterThan(1000);
  for (const [path] of known) t(path);
  expect(told).toEqual([]);
});
