// The little of Node that the tests use.
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}
declare module "node:url" {
  export function fileURLToPath(url: URL): string;
}
declare module "node:vm" {
  export function runInNewContext(code: string, globals: object): unknown;
}
