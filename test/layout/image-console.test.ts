import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demanded, readComposeFile, root, serviceOf } from "./compose-file.ts";

/** What the lock file says about one package. */
interface Locked {
  link?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const dockerfile = await readFile(`${root}infra/docker/Dockerfile`, "utf8");
const { packages }: { packages: Record<string, Locked> } = JSON.parse(
  await readFile(`${root}package-lock.json`, "utf8"),
);
let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), "fieldwork-image-"));
});

afterAll(() => rm(app, { recursive: true, force: true }));

/** The instructions of one stage, each in a line. */
function stage(name: string): string[] {
  const joined = dockerfile.replaceAll(/\\\n\s*/g, "");
  const body = new RegExp(`^FROM \\S+ AS ${name}\\n([^]*?)(?=^FROM )`, "m").exec(joined)?.[1];
  return body?.split("\n").filter((line) => line !== "" && !line.startsWith("#")) ?? [];
}

/** What `npm ci --workspace` installs for a workspace: everything that it needs, and nothing else. */
function installedFor(workspace: string): Set<string> {
  const found = new Set<string>();
  const follow = (locked: Locked | undefined, isWorkspace: boolean): void => {
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } = locked ?? {};
    const names = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    for (const name of Object.keys({ ...names, ...(isWorkspace && devDependencies) })) {
      if (found.has(name)) continue;
      found.add(name);
      const one = packages[`node_modules/${name}`];
      follow(one?.link ? packages[`packages/${name.split("/")[1]}`] : one, false);
    }
  };
  follow(packages[workspace], true);
  return found;
}

/** The packages of this checkout that the stage would install; those of ours are the copies. */
async function install(names: ReadonlySet<string>): Promise<void> {
  for (const name of names) {
    const at = join(app, "node_modules", name);
    await mkdir(dirname(at), { recursive: true });
    const isOurs = packages[`node_modules/${name}`]?.link === true;
    const target = isOurs
      ? join(app, "packages", name.split("/")[1] ?? "")
      : `${root}node_modules/${name}`;
    await symlink(target, at);
  }
}

/** As the builder gets it: without what .dockerignore leaves out. */
async function copy(from: string, to: string): Promise<void> {
  await cp(join(root, from), join(app, to), {
    recursive: true,
    filter: (path) =>
      !/node_modules|\.test\.ts$|services\/console\/dist/.test(path.slice(root.length)),
  });
}

describe("the image's console", () => {
  test("is built by the stage of the Dockerfile from what it copies and installs alone", async () => {
    const steps = stage("console");
    const [ci, build] = steps.filter((line) => line.startsWith("RUN "));
    const workspace = /npm ci --workspace=@fieldwork\/(\w+)/.exec(ci ?? "")?.[1];
    await copy("package.json", "package.json");
    for (const step of steps.filter((line) => line.startsWith("COPY "))) {
      const [, from = "", to = ""] = step.split(" ");
      await copy(from, to === "./" ? from : to);
    }
    await install(installedFor(`services/${workspace}`));
    const [, node, ...args] = build?.split(" ") ?? [];
    expect(node).toBe("node");
    await promisify(execFile)(process.execPath, args, { cwd: app });
    const dist = join(app, "services/console/dist");
    expect(await readFile(join(dist, "index.html"), "utf8")).toContain("FIELDWORK_NONCE");
    const assets = await readdir(join(dist, "assets"));
    for (const ending of [".js", ".css", ".js.br", ".css.br"])
      expect(assets.some((name) => name.endsWith(ending))).toBe(true);
  }, 60_000);

  test("stands where the API of docker-compose.yml looks for it", async () => {
    const { environment } = serviceOf(await readComposeFile(demanded), "api");
    const last = dockerfile.slice(dockerfile.lastIndexOf("FROM base"));
    const [, from, to] = /^COPY --from=console (\S+) (\S+)$/m.exec(last) ?? [];
    expect(from).toBe(`/app/${to}`);
    expect(environment.CONSOLE_DIR).toBe(from);
  });
});
