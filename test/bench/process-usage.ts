import { readdir, readFile } from "node:fs/promises";

const ticksPerSecond = 100;

/** Of a process, its children, and those of them that have ended. */
export async function treeCpuSeconds(pid: number): Promise<number> {
  let ticks = 0;
  for (const entry of await readdir("/proc").catch(() => [])) {
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    const [, ppid, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(entry) !== pid && Number(ppid) !== pid) continue;
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5).
    const own = Number(entry) === pid ? rest.slice(9, 13) : rest.slice(9, 11);
    ticks += own.reduce((sum, field) => sum + Number(field), 0);
  }
  return ticks / ticksPerSecond;
}

/** The most memory that a process had at once. */
export async function peakRssMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}

/** Of all cores together, whatever they were busy with; a virtual machine's neighbours included. */
export async function machineCpuSeconds(): Promise<number> {
  const text = await readFile("/proc/stat", "utf8").catch(() => "");
  // user, nice, system, idle, iowait, irq, softirq, steal: proc_stat(5).
  const fields = /^cpu +(.*)$/m.exec(text)?.[1]?.split(" ").map(Number) ?? [];
  const busy = fields.slice(0, 8).filter((_, index) => index !== 3 && index !== 4);
  return busy.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
}
