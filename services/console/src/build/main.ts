import { build } from "vite";
import { compressFiles } from "./compress-files.ts";
import { viteConfig } from "./vite-config.ts";

const [outDir] = process.argv.slice(2);
if (outDir === undefined) {
  process.stderr.write("node services/console/src/build/main.ts <folder>\n");
  process.exitCode = 2;
} else {
  // Whatever runs this may be a test: the page is always the one for people.
  Object.assign(process.env, { NODE_ENV: "production" });
  await build(viteConfig(outDir));
  await compressFiles(outDir);
}
