/** Kafka's own hash of a key (murmur2, seed 0x9747b28c), as an unsigned 32-bit integer. */
export function murmur2(key: string): number {
  const data = Buffer.from(key, "utf8");
  const m = 0x5bd1e995;
  let h = (0x9747b28c ^ data.length) | 0;
  const words = data.length >>> 2;
  for (let word = 0; word < words; word++) {
    let k = data.readInt32LE(word * 4);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    h = Math.imul(h, m) ^ k;
  }
  const rest = data.subarray(words * 4);
  if (rest.length >= 3) h ^= (rest[2] ?? 0) << 16;
  if (rest.length >= 2) h ^= (rest[1] ?? 0) << 8;
  if (rest.length >= 1) h = Math.imul(h ^ (rest[0] ?? 0), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  h ^= h >>> 15;
  return h >>> 0;
}

/** The partition that Kafka's default partitioner gives a key, so that order survives a change of log. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}
