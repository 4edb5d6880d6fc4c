import { brotliCompressSync, deflateRawSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { inflate, UnreadableBody } from "./inflate.ts";

const mebibyte = 2 ** 20;

test.each([
  ["br", brotliCompressSync],
  ["gzip", gzipSync],
  ["deflate", deflateRawSync],
] as const)(
  "a small body of %s that becomes large leaves the process free to do other things",
  async (encoding, encode) => {
    // Small for each of the encodings; what it becomes is what counts.
    const body = encode(Buffer.alloc(20 * mebibyte));
    const order: string[] = [];
    const inflated = inflate(body, encoding, 30 * mebibyte).then(({ length }) => {
      order.push("inflated");
      return length;
    });
    setImmediate(() => order.push("other things"));
    expect(await inflated).toBe(20 * mebibyte);
    expect(order).toEqual(["other things", "inflated"]);
  },
);

test("a body that becomes larger than it may is unreadable, however small it is", async () => {
  const body = brotliCompressSync(Buffer.alloc(20 * mebibyte));
  await expect(inflate(body, "br", 10 * mebibyte)).rejects.toThrow(UnreadableBody);
  await expect(inflate(body, "br", mebibyte)).rejects.toThrow(UnreadableBody);
});
