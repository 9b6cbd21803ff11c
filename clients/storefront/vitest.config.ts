import { defineConfig } from "vitest/config";

// The rules of the shop and what was built are tested; neither needs the framework's plug-in.
export default defineConfig({ test: { include: ["test/**/*.test.{ts,js}"], setupFiles: ["test/phone.ts"] } });
