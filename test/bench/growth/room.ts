import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { AppError } from "@fieldwork/runtime";

/** Tables, the log, and what the simulator keeps, with room to spare. */
const bytesPerRecord = 25_000;
const bytesAnyway = 3e9;

/** @throws AppError `config_invalid` when the disk is too small for so many records: a full one would end others' work as well. */
export async function checkRoom(records: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const free = bavail * bsize;
  const needed = bytesAnyway + records * bytesPerRecord;
  if (free >= needed) return;
  const gb = (bytes: number) => Math.ceil(bytes / 1e9);
  throw new AppError(
    `${records} records need ${gb(needed)} GB in ${tmpdir()}, which has ${gb(free)}; free some, set TMPDIR to another disk, or give fewer --records`,
    { code: "config_invalid", retryable: false },
  );
}
