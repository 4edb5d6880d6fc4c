import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";

const compressors = [
  { ending: "br", compress: promisify(brotliCompress) },
  { ending: "gz", compress: promisify(gzip) },
];

/** Puts a compressed form beside each file of the build, so that no request waits for one. */
export async function compressFiles(outDir: string): Promise<void> {
  const folder = join(outDir, "assets");
  const names = await readdir(folder);
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(folder, name));
      for (const { ending, compress } of compressors)
        await writeFile(join(folder, `${name}.${ending}`), await compress(content));
    }),
  );
}
