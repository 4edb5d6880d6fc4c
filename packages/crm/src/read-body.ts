import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";
import { CrmError } from "./crm-error.ts";

/** What a reply may be compressed with: a page of records takes a thirtieth of its size. */
export const acceptedEncodings = "gzip, br";

const largestBodyBytes = 64 * 2 ** 20;

const inflaters = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  br: promisify(brotliDecompress),
} as const;

/**
 * The whole text of a reply, inflated, of at most 64 MiB.
 *
 * @throws CrmError `unreadable` for a body that is cut short, too large, or compressed in a way we did not
 * ask for; what the stream itself throws when the connection breaks.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > largestBodyBytes) throw unreadable(`is larger than ${largestBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return (await inflate(Buffer.concat(chunks), encoding?.trim().toLowerCase())).toString();
}

async function inflate(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === "" || encoding === "identity") return bytes;
  if (!isKnown(encoding)) throw unreadable(`is compressed as ${encoding}`);
  if (bytes.length === 0) return bytes;
  try {
    return await inflaters[encoding](bytes, {
      maxOutputLength: largestBodyBytes,
      chunkSize: inflatedChunkBytes(bytes.length),
    });
  } catch (cause) {
    throw unreadable("cannot be decompressed", cause);
  }
}

/** One chunk takes most replies whole: many small ones cost more than to inflate them. */
function inflatedChunkBytes(compressedBytes: number): number {
  return Math.min(Math.max(8 * compressedBytes, 16 * 2 ** 10), 2 ** 20);
}

function isKnown(encoding: string): encoding is keyof typeof inflaters {
  return Object.hasOwn(inflaters, encoding);
}

function unreadable(what: string, cause?: unknown): CrmError {
  return new CrmError(`the body of the CRM's reply ${what}`, {
    reason: "unreadable",
    outcome: "unknown",
    cause,
  });
}
