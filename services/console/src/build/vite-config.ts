import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { InlineConfig } from "vite";
import { ownStyles } from "./own-styles.ts";

/** The page as the API serves it: files whose names change with their content, and a mark for the nonce. */
export function viteConfig(outDir: string): InlineConfig {
  return {
    root: fileURLToPath(new URL("../page", import.meta.url)),
    configFile: false,
    envDir: false,
    logLevel: "warn",
    mode: "production",
    plugins: [react(), ownStyles()],
    html: { cspNonce: "FIELDWORK_NONCE" },
    build: {
      outDir: resolve(outDir),
      emptyOutDir: true,
      target: "es2023",
      // These know light-dark(); it is not to be rewritten for others.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      // What is inlined as data: would need a wider policy.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
    },
  };
}
