import ts from "typescript";
import { describe, expect, it } from "vitest";

const SCENE = `
import { start, type Kit, type Popup, type Session } from "./index";
declare const kit: Kit, popup: Popup, component: object, endsAt: number;
declare const signIn: () => Promise<Session>;
declare function showYourSheet(): void;
// @ts-expect-error what no example may be: the compiler looks at types
kit.tell("Product Added To Cart", { sku: 1 });
`;
const folder = new URL("../src/", import.meta.url).pathname;
const api = ts.createSourceFile("api.ts", ts.sys.readFile(`${folder}api.ts`)!, ts.ScriptTarget.ES2018, true);
const members = api.statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => name.text !== "State")
  .flatMap((each) => [...each.members]);
const examples = (member: ts.Node) => ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === "example")
  .map(({ comment }) => ts.getTextOfJSDocComment(comment)!);

/** Return what the compiler says of a module that stands beside the kit's own. */
function faults(text: string): string[] {
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2018,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ["lib.es2019.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"] };
  const host = ts.createCompilerHost(options), path = `${folder}examples.ts`, own = host.getSourceFile;
  host.getSourceFile = (name, ...more) => name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2018) : own(name, ...more);
  const program = ts.createProgram([path], options, host), file = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((each) => ts.flattenDiagnosticMessageText(each.messageText, "\n"));
}

describe("the reference of the kit", () => {
  it("shows an example of everything that it offers", () => {
    expect(members.length).toBeGreaterThan(25);
    expect(members.filter((each) => !examples(each).length).map((each) => each.name?.getText())).toEqual([]);
  });

  it("shows no example that the compiler refuses", () => {
    const all = members.flatMap(examples).map((each) => `void (async () => { ${each} });`);
    expect(faults(SCENE + all.join("\n"))).toEqual([]);
  }, 60_000);
});
