import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { kafkaImage } from "@fieldwork/infra/local";
import { imageHeap, layout } from "@fieldwork/infra/stack";
import { createHealthServer } from "@fieldwork/runtime";
import { DCLinter } from "dclint";
import { validate } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import {
  backends,
  composePath,
  demanded,
  readComposeFile,
  root,
  serviceOf,
} from "./compose-file.ts";

const compose = await readComposeFile(demanded);
const composed = (name: string) => serviceOf(compose, name);
const services = layout.map(({ name }) => name);
const running = layout.filter(({ runsOnce }) => !runsOnce).map(({ name }) => name);
const dockerfile = await readFile(`${root}infra/docker/Dockerfile`, "utf8");

/** The tool's own order of keys and services; ours follows the data path. */
const ownOrder = Object.fromEntries(
  [
    "service-dependencies-alphabetical-order",
    "service-keys-order",
    "services-alphabetical-order",
    "top-level-properties-order",
    // The image is built here, and named for all services to share it.
    "no-build-and-image",
  ].map((rule) => [rule, 0 as const]),
);

/** The health check of every service, asked of this port; resolves with its exit code. */
async function askHealth(port: number): Promise<number> {
  const { healthcheck } = composed("writer");
  if (!("test" in healthcheck)) throw new Error("writer has no health check");
  const [, , ...args] = healthcheck.test.map((word) => word.replace(":8080/", `:${port}/`));
  return promisify(execFile)(process.execPath, args).then(
    () => 0,
    ({ code }) => Number(code),
  );
}

describe("how docker-compose.yml runs them", () => {
  test.each([...services, ...backends])("%s has no more rights than it needs", (name) => {
    const service = composed(name);
    expect(service).toMatchObject({ privileged: false, cap_add: [], cap_drop: ["ALL"] });
    expect(service.security_opt).toContain("no-new-privileges:true");
    expect(service.user).toMatch(/^([1-9]\d*:[1-9]\d*|redis|postgres|appuser)$/);
    // Apache's image writes its settings into folders of its own at each start.
    expect(service.read_only).toBe(name !== "kafka");
  });

  test("nobody on another machine reaches anything, and backends reach nobody outside", () => {
    for (const [name, { ports, networks }] of Object.entries(compose.services)) {
      expect([name, ports]).toEqual([name, name === "api" ? ["127.0.0.1:8090:8090"] : []]);
      expect(networks).toEqual(backends.includes(name) ? ["backends"] : ["backends", "outside"]);
    }
    expect(compose.networks.backends?.internal).toBe(true);
  });

  test.each([...running, ...backends])("%s is watched, limited and started again", (name) => {
    const { healthcheck, restart, deploy, stop_grace_period } = composed(name);
    expect("test" in healthcheck && healthcheck.test[0]).toMatch(/^CMD(-SHELL)?$/);
    expect(restart).toBe("unless-stopped");
    expect(deploy.resources.limits.memory).toMatch(/^\d+[mg]$/);
    // Longer than the ten seconds in which a service ends by itself.
    expect(stop_grace_period).toMatch(/^(1[1-9]|[2-9]\d)s$/);
  });

  test("services start once the backends answer and everything is prepared", () => {
    const healthy = { condition: "service_healthy" };
    expect(composed("prepare").depends_on).toEqual({
      postgres: healthy,
      kafka: healthy,
      redis: healthy,
    });
    expect(composed("prepare").restart).toBe("no");
    for (const name of running) {
      const { depends_on, environment } = composed(name);
      expect([name, depends_on]).toEqual([
        name,
        {
          prepare: { condition: "service_completed_successfully" },
          postgres: healthy,
          kafka: healthy,
          ...("REDIS_URL" in environment && { redis: healthy }),
        },
      ]);
    }
  });

  test("a service that is ready is told from one that is not", async () => {
    let missing: Error | undefined;
    const check = async () => {
      if (missing) throw missing;
    };
    const checks = [{ name: "backend", check }];
    const health = createHealthServer({ host: "127.0.0.1", port: 0, checks });
    await health.start();
    const port = health.port();
    try {
      await expect(askHealth(port)).resolves.toBe(0);
      missing = new Error("gone");
      await expect(askHealth(port)).resolves.toBe(1);
    } finally {
      await health.stop();
    }
    await expect(askHealth(port)).resolves.toBe(1);
  });

  test("what backends hold outlives them", () => {
    for (const name of backends) {
      const [volume = ""] = composed(name).volumes;
      expect(volume).toMatch(new RegExp(`^${name}:/`));
      expect(compose.volumes).toHaveProperty(name);
    }
    expect(composed("kafka").environment).toMatchObject({
      KAFKA_LOG_DIRS: composed("kafka").volumes[0]?.split(":")[1],
      KAFKA_LOG_FLUSH_INTERVAL_MESSAGES: "1",
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
    });
    const redis = composed("redis").command?.join(" ");
    expect(redis).toMatch(/--appendonly yes --appendfsync everysec/);
    expect(redis).toMatch(/--maxmemory-policy noeviction/);
    expect(composed("postgres").command).toContain("idle_in_transaction_session_timeout=10s");
  });

  test("images have versions, and Kafka that of the tests", () => {
    for (const name of backends) expect(composed(name).image).toMatch(/^[a-z/]+:\d+\.\d+(\.\d+)?/);
    expect(composed("kafka").image).toBe(kafkaImage);
    expect(composed("redis").image).toMatch(/^redis:7\./);
  });

  test("it is valid by the Compose specification, and dclint finds nothing amiss", () => {
    const linter = new DCLinter({ rules: ownOrder, quiet: false, debug: false, exclude: [] });
    const [result] = linter.lintFiles([composePath], false);
    expect(result?.messages).toEqual([]);
  });
});

describe("the Dockerfile", () => {
  test("builds by its grammar", () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test("takes the Node that the tests run on, and runs as nobody of consequence", async () => {
    const { dependencies } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images[0]).toBe(`node:${dependencies.node}-bookworm-slim`);
    expect(new Set(images.slice(1))).toEqual(new Set(["base", "manifests"]));
    const users = [...dockerfile.matchAll(/^USER (\S+)/gm)].map(([, user]) => user);
    expect(users).toEqual([composed("writer").user]);
  });

  test("its Node has room for young objects, whatever the container's size", async () => {
    const [, NODE_OPTIONS = ""] = /^ENV NODE_OPTIONS=(\S+)$/m.exec(dockerfile) ?? [];
    const script = "process.stdout.write(String(v8.getHeapStatistics().heap_size_limit))";
    const { oldSpaceMb, semiSpaceMb } = imageHeap;
    const args = [`--max-old-space-size=${oldSpaceMb}`, "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { NODE_OPTIONS } });
    const semiSpaces = 3;
    expect(Number(stdout) / 2 ** 20).toBe(oldSpaceMb + semiSpaces * semiSpaceMb);
  });

  test.each(running)("%s gets the memory for which `npm run stack` sets a heap", (name) => {
    const { limits } = composed(name).deploy.resources;
    expect(limits.memory).toBe(`${2 * imageHeap.oldSpaceMb}m`);
  });
});
