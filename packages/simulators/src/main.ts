import { parseLaunch } from "./launch.ts";

const { vendor, create, endsWithStdin } = parseLaunch(process.argv.slice(2));
const simulator = await create();
await simulator.start();

async function stop(): Promise<void> {
  await simulator.stop();
  process.stdin.destroy();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (endsWithStdin) process.stdin.once("end", stop).resume();

const { url, credentials } = simulator;
process.stdout.write(`${JSON.stringify({ vendor, url, credentials, pid: process.pid })}\n`);
