import { promisify } from "node:util";
import {
  brotliDecompress,
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  inflate as inflateZlib,
  zstdDecompress,
  zstdDecompressSync,
} from "node:zlib";

/** A reply came, but it cannot be read. */
export class UnreadableBody extends Error {
  override name = "UnreadableBody";
}

interface InflateOptions {
  maxOutputLength: number;
  chunkSize: number;
}
type Inflate = (body: Buffer, options: InflateOptions) => Buffer | Promise<Buffer>;

/** Up to here a body is inflated at once: to hand it to another thread costs as much again. */
const maxBytesAtOnce = 64 * 2 ** 10;
/** And as long as it becomes no larger: nothing else is done meanwhile. */
const maxInflatedAtOnce = 4 * 2 ** 20;
const largestChunkBytes = 2 ** 20;

function inflater(
  atOnce: (body: Buffer, options: InflateOptions) => Buffer,
  apart: (body: Buffer, options: InflateOptions) => Promise<Buffer>,
): Inflate {
  return (body, options) => {
    if (body.length > maxBytesAtOnce) return apart(body, options);
    const maxOutputLength = Math.min(options.maxOutputLength, maxInflatedAtOnce);
    try {
      return atOnce(body, { ...options, maxOutputLength });
    } catch (error) {
      if (!isTooLarge(error) || maxOutputLength === options.maxOutputLength) throw error;
      return apart(body, { ...options, chunkSize: largestChunkBytes });
    }
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

const gzip = inflater(gunzipSync, promisify(gunzip));
const zlib = inflater(inflateSync, promisify(inflateZlib));
const raw = inflater(inflateRawSync, promisify(inflateRaw));

const inflaters: Readonly<Record<string, Inflate>> = {
  gzip,
  "x-gzip": gzip,
  br: inflater(brotliDecompressSync, promisify(brotliDecompress)),
  zstd: inflater(zstdDecompressSync, promisify(zstdDecompress)),
  // Servers differ in whether they put a header before it.
  deflate: (body, options) =>
    ((body[0] ?? 0) & 0x0f) === 0x08 ? zlib(body, options) : raw(body, options),
};

/**
 * The body as it was before `content-encoding`.
 *
 * @throws UnreadableBody for an encoding that it does not know, for what is not encoded so, and for more than `maxBytes`.
 */
export async function inflate(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const names = encoding.toLowerCase().split(",");
  let inflated = body;
  for (const name of names.map((one) => one.trim()).toReversed()) {
    if (name === "" || name === "identity" || inflated.length === 0) continue;
    const inflateOne = Object.hasOwn(inflaters, name) ? inflaters[name] : undefined;
    if (!inflateOne) throw new UnreadableBody(`the body is encoded as ${name}`);
    const options = { maxOutputLength: maxBytes, chunkSize: chunkBytes(inflated.length) };
    try {
      inflated = await inflateOne(inflated, options);
    } catch (cause) {
      throw new UnreadableBody(`the body cannot be decompressed as ${name}`, { cause });
    }
  }
  return inflated;
}

/** One chunk takes most replies whole: many small ones cost more than to inflate them. */
function chunkBytes(encodedBytes: number): number {
  return Math.min(Math.max(8 * encodedBytes, 16 * 2 ** 10), largestChunkBytes);
}
