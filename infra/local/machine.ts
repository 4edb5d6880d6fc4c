import { execFile } from "node:child_process";
import { access, constants, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Logger } from "@fieldwork/runtime";

const run = promisify(execFile);
const quickMs = 5000;
const installMs = 15 * 60_000;
const leastJava = 17;
// The newest first that Debian's and Ubuntu's releases in use have.
const javaPackages = ["openjdk-17-jre-headless", "openjdk-21-jre-headless", "default-jre-headless"];
const policyFile = "/usr/sbin/policy-rc.d";

/** The path of a program; undefined when this machine has none of that name. */
export async function findCommand(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await run("sh", ["-c", 'command -v "$0"', name], { timeout: quickMs });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** A Java that is new enough for Kafka: the one on the path, else one that a package put aside. */
export async function findJava(): Promise<string | undefined> {
  const { stdout } = await run("sh", ["-c", "ls -d /usr/lib/jvm/*/bin/java 2>/dev/null || true"]);
  for (const java of ["java", ...stdout.split("\n").filter(Boolean)]) {
    if ((await javaVersion(java)) >= leastJava) return java;
  }
  return undefined;
}

async function javaVersion(java: string): Promise<number> {
  try {
    const { stderr } = await run(java, ["-version"], { timeout: quickMs });
    return Number(/version "(?:1\.)?(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Whether a docker engine answers; the client alone is of no use. */
export async function hasDocker(): Promise<boolean> {
  try {
    await run("docker", ["info"], { timeout: quickMs });
    return true;
  } catch {
    return false;
  }
}

/** Fetches an image that the engine does not have yet. */
export async function pullImage(image: string, logger: Logger): Promise<void> {
  try {
    await run("docker", ["image", "inspect", image], { timeout: quickMs });
  } catch {
    logger.info({ image }, "downloading an image, once");
    await run("docker", ["pull", "--quiet", image], { timeout: installMs });
  }
}

export async function canInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findCommand("apt-get")) !== undefined;
}

/** Installs packages by apt; a service that a package brings is not started. */
export async function installPackages(names: readonly string[], logger: Logger): Promise<void> {
  logger.info({ packages: names }, "installing with apt, once; this may take a few minutes");
  // Old lists may do: the install itself says whether they did.
  await apt("update").catch((err: unknown) => logger.debug({ err }, "package lists are old"));
  const chosen = await Promise.all(names.map((name) => (name === "java" ? javaPackage() : name)));
  const hadPolicy = await access(policyFile, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (!hadPolicy) await writeFile(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await apt("install", "--yes", "--no-install-recommends", ...chosen);
  } finally {
    if (!hadPolicy) await rm(policyFile, { force: true });
  }
}

async function javaPackage(): Promise<string> {
  for (const name of javaPackages) {
    const found = await run("apt-cache", ["show", name]).then(
      ({ stdout }) => stdout !== "",
      () => false,
    );
    if (found) return name;
  }
  return "default-jre-headless";
}

async function apt(...args: string[]): Promise<void> {
  const settings = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"];
  const patience = ["-o", "DPkg::Lock::Timeout=300"];
  await run("env", [...settings, ...patience, ...args], { timeout: installMs });
}
