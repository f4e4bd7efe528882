import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type BucketRow, type Emulator, startEmulator } from "../../../provider/emulator/index";
import { packageVersion } from "../../../provider/version";
import { emulate } from "../helpers/connected";
import { temporaryPlace } from "../helpers/place";
import { METHODS } from "../helpers/samples";
import type { Chapter } from "./run";

const ROOT = path.resolve(__dirname, "../../..");
const MAIN = path.join(ROOT, "dist/cli/main.js");

const IN_ACME = { ARRAYLAKE_ORG: "acme" };
const CALLS: [args: string, env: NodeJS.ProcessEnv][] = [
  ["export", {}],
  ["export --org acme", { ARRAYLAKE_TOKEN: undefined }],
  ["export --org acne", {}],
  ["export --project a:b", IN_ACME],
  ["export", IN_ACME],
  ["export --format typescript --show-secrets", IN_ACME],
  ["import-file --nickname era6 era7", IN_ACME],
  ["import-file", IN_ACME],
  ["report --html - --markdown -", IN_ACME],
  ["report --html= --markdown -", IN_ACME],
  ["report --html report --markdown ./report", IN_ACME],
  ["report --html nowhere/report.html", IN_ACME],
  ["report --stack=", IN_ACME],
  ["report --stack dev --cwd nowhere", IN_ACME],
  ["report --stack dev", IN_ACME],
  ["report --html report.html", IN_ACME],
  ["plugin install", {}],
  ["schema --check nowhere.yaml", {}],
  ["schema --check broken.yaml", {}],
  ["schema --check whole.yaml", {}],
  ["schema --check Pulumi.dev.yaml", {}],
  ["schema --check Pulumi.prod.yaml", {}],
  ["schema --check Pulumi.old.yaml", {}],
  ["schema --check Pulumi.esc.yaml", {}],
  ["guard nowhere.json", {}],
  ["guard empty.json", {}],
  ["guard plan.json", {}],
  ["guard summary.json", {}],
  ["guard other.json", {}],
  ["guard nothing.json", {}],
  ["guard cut-short.json", {}],
  ["guard preview.json", {}],
  ["guard preview.json --markdown -", {}],
  ["guard failed.json", {}],
];

/** What some of them read. */
const FILES: Record<string, string> = {
  "Pulumi.yaml": "name: storage\n",
  "broken.yaml": "config: {\n",
  "whole.yaml": "config:\n  storage:bucketConfigs:\n    secure: v1:abc\n",
  "Pulumi.dev.yaml":
    "config:\n  arraylake:org: acme\n  arraylake:token: ema_clear\n  storage:bucketConfigs:\n    lab:\n      uri: ftp://lab\n" +
    "      authConfig: { method: hmac, accessKeyId: AKIDCLEAR, secretAccessKey: { secure: v1:abc } }\n",
  "Pulumi.prod.yaml":
    "config:\n  arraylake:org: acme\n  storage:bucketConfigs:\n    lab:\n      uri: minio://lab-bucket\n" +
    "      authConfig: { method: hmac, accessKeyId: { secure: v1:abc }, secretAccessKey: { secure: v1:abc } }\n",
  "Pulumi.old.yaml":
    "config:\n  arraylake:org: acme\n  storage:bucketConfigs:\n    lab:\n      uri: minio://lab-bucket\n" +
    "      extraConfig: { endpoint: x }\n      authConfig: { method: anonymous }\n",
  "Pulumi.esc.yaml": "environment: [acme/prod]\nconfig: {}\n",
  "cut-short.json": JSON.stringify({ config: {}, duration: 5 }),
  "empty.json": "\n",
  "plan.json": JSON.stringify({ version: 1, plan: {} }),
  "summary.json": JSON.stringify({ result: "succeeded", resources: [] }),
  "other.json": "[]",
  "nothing.json": JSON.stringify({ config: {}, changeSummary: { same: 3 } }),
  "preview.json": JSON.stringify({
    steps: [
      step("delete", "lab", 0, { nickname: "lab", prefix: "raw" }),
      step("delete", "untold", 3, { nickname: "untold", name: "untold" }),
      step("delete", "gone", 8, { nickname: "gone", name: "gone" }),
      step("delete", "blank", 5, { nickname: "blank", name: "blank" }),
      { ...step("same", "kept", 5, {}), newState: { id: idOf(5), inputs: {} } },
      {
        ...step("replace", "era5", 1, { nickname: "era5", name: "acme-arraylake", prefix: "era5" }),
        newState: { inputs: { org: "acme", nickname: "era5", name: "acme-arraylake", prefix: "moved" } },
        replaceReasons: ["prefix"],
      },
      {
        ...step("replace", "unread", 4, { nickname: "unread", name: "unread" }),
        newState: { inputs: { org: "acme", nickname: "unread", name: "other" } },
        replaceReasons: ["name"],
      },
      {
        ...step("replace", "half", 7, { nickname: "half", name: "half" }),
        newState: { inputs: { org: "acme", nickname: "half", name: "half" } },
        replaceReasons: ["authConfig"],
      },
    ],
  }),
  "failed.json": JSON.stringify({
    diagnostics: [{ message: "error: resource 'era5' has a problem: nickname must be a string.\n", severity: "error" }],
  }),
};

function idOf(index: number): string {
  return `00000000-0000-4000-8000-00000000000${index}`;
}

/** A step of a preview. */
function step(op: string, name: string, index: number, fields: object) {
  const urn = `urn:pulumi:dev::storage::arraylake:index:BucketConfig::${name}`;
  const base = { org: "acme", platform: "s3", name: "lab-bucket", prefix: "", extraConfig: {}, authConfig: "[secret]" };
  return { op, urn, oldState: { id: idOf(index), outputs: { ...base, ...fields } } };
}

/** What the commands say on standard error, and why an export leaves something out. */
export async function commands(): Promise<Chapter> {
  const place = temporaryPlace();
  const emulator = await acme();
  for (const [name, text] of Object.entries(FILES)) place.write(name, text);
  const env = { ARRAYLAKE_TOKEN: emulator.token, ARRAYLAKE_SERVICE__URI: emulator.url, PATH: place.bin };
  const run = async (args: string, more: NodeJS.ProcessEnv) => {
    const { stdout, stderr } = await ended(args.split(" "), { ...env, ...more }, place.folder);
    const leftOut = stdout.split("\n").filter((line) => /^ *# {3}/.test(line));
    const said = args.startsWith("guard") ? [stdout.trim()] : leftOut.map((line) => line.trim());
    return [...said, stderr.trim()]
      .filter(Boolean)
      .join("\n")
      .replaceAll(place.folder, "FOLDER")
      .replaceAll(packageVersion(), "VERSION");
  };
  const chapter: Chapter = {};
  for (const [args, more] of CALLS) chapter[`\`${settingsOf(more)}pulumi-arraylake ${args}\``] = await run(args, more);

  const withPulumi = { ...IN_ACME, PATH: place.env.PATH };
  place.program("machine/pulumi", "echo 'error: no stack named dev found' >&2; exit 255");
  chapter["`report --stack dev`, where the Pulumi CLI fails"] = await run("report --stack dev", withPulumi);
  place.program("machine/pulumi", "echo 'hush'");
  chapter["`report --stack dev`, where it prints something else"] = await run("report --stack dev", withPulumi);
  place.program("machine/pulumi", "echo 'installing'; echo 'error: installing: no space left on device' >&2; exit 255");
  chapter["`plugin install`, where the Pulumi CLI fails"] = await run("plugin install", withPulumi);
  place.program("machine/pulumi", "echo 'installing' >&2");
  chapter["`plugin install`, where it succeeds"] = await run("plugin install", withPulumi);
  emulator.behave({ warning: "Maintenance on Sunday." });
  chapter["a service with a word to say"] = await run("import-file --nickname lab", IN_ACME);
  return chapter;
}

/** An organisation with what can be exported, and what can't. */
async function acme(): Promise<Emulator> {
  const emulator = await emulate();
  const rows = [
    { nickname: "lab", ...METHODS.hmac.wire },
    { nickname: "era5", ...METHODS.aws_customer_managed_role.wire },
    { nickname: "era5", name: "twin" },
    { nickname: "untold", name: "untold", auth_config: null },
    { nickname: "unread", name: "unread", prefix: 5 },
    { nickname: "blank ", name: "blank" },
    { nickname: "odd", name: "odd", extra_config: JSON.parse('{"region_name":"us","__proto__":"x"}') },
    { nickname: "half", name: "half", extra_config: { region_name: "us-\ud83c" } },
  ];
  for (const [index, row] of rows.entries())
    emulator.putBucket("acme", {
      id: idOf(index),
      ...row,
    } as unknown as Partial<BucketRow>);
  emulator.putRepo("acme", { name: "weather", bucketId: idOf(1) });
  emulator.putRepo("acme", { name: "climate", bucketId: idOf(0) });
  emulator.putRepo("acme", { name: "tides", bucketId: idOf(7) });
  emulator.setDefault("acme", idOf(3));
  return emulator;
}

function settingsOf(env: NodeJS.ProcessEnv): string {
  return Object.entries(env)
    .map(([name, value = ""]) => `${name}=${value} `)
    .join("");
}

/** What the emulator's command says. */
export async function emulatorCommand(): Promise<Chapter> {
  const place = temporaryPlace();
  const { port } = await emulate();
  place.write("other.json", "{}");
  const run = async (args: string) => {
    const { stderr } = await ended(["emulator", ...args.split(" ")], {}, place.folder);
    return stderr.trim().replaceAll(place.folder, "FOLDER");
  };
  return {
    "it listens": await started(place.folder, "--state state.json"),
    "it listens, with a token of one's own": await started(place.folder, "--token ema_mine"),
    "it listens, and knows of repos to come": await started(
      place.folder,
      "--org acme --org nimbus --repo acme/climate=era5 --repo nimbus/weather=gfs",
    ),
    "it was started by npm, which was killed": await started(place.folder, "", {
      npm_lifecycle_script: "pulumi-arraylake emulator",
    }),
    "a port that is none": await run("--port 80x"),
    "a port that is taken": await run(`--port ${port}`),
    "a host that others reach": await run("--host 0.0.0.0"),
    "a repo that is none": await run("--repo climate"),
    "repos that can't come": await run(
      "--org acme --org nimbus --repo climate=era5 --repo acne/gfs=era5 --repo acme/-a=era5 --repo acme/cmip=era5 --repo acme/cmip=gfs",
    ),
    "a repo for no org": await run("--repo nimbus/climate=era5"),
    "a repo where a program says that there are no orgs": await startEmulator({
      orgs: [],
      repos: [{ name: "climate", bucketNickname: "era5" }],
    }).then(String, ({ message }: Error) => message),
    "a state file that is something else": await run("--state other.json"),
    "a state file that is a folder": await run("--state ."),
    "a state file in no folder": await run("--state nowhere/state.json"),
  };
}

/** All that a command prints until it ends. */
function ended(args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, cwd }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

/** All that the emulator prints until what started it ends: as npm does it, a shell that doesn't pass on how it is ended. */
async function started(cwd: string, args: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const asNpm = env.npm_lifecycle_script !== undefined;
  const command = `'${process.execPath}' '${MAIN}' emulator ${args}`;
  const child = spawn("/bin/sh", ["-c", asNpm ? `${command}; exit` : `exec ${command}`], { cwd, env });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  const closed = once(child, "close");
  while (!printed.includes("Ctrl-C ends it.") && child.exitCode === null)
    await Promise.race([once(child.stderr, "data"), closed]);
  child.kill(asNpm ? "SIGKILL" : "SIGTERM");
  await closed;
  return printed.trim();
}
