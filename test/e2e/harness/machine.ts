import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { run } from "../../setup/processes.mjs";
import { SAMPLES } from "./samples";
import { emulatorForTest, pulumiCommand, TestStack } from "./stack";

/** What Pulumi.yaml may say of where the plugin is. */
interface Project {
  plugins?: object;
  /** Of its BucketConfig. */
  options?: object;
}

/** A user's machine to which Pulumi has brought no plugin yet. */
export class Machine {
  readonly env: Record<string, string>;

  private constructor(env: Record<string, string>) {
    this.env = env;
  }

  /** @param downloads Whether Pulumi may fetch plugins by itself. */
  static async create({ hasNode = true, downloads = false } = {}): Promise<Machine> {
    const home = mkdtempSync(join(tmpdir(), "pulumi-arraylake-home-"));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const { command } = await pulumiCommand();
    const places = [dirname(command), ...(process.env.PATH ?? "").split(delimiter)];
    const PATH = places.filter((place) => hasNode || !existsSync(join(place, "node"))).join(delimiter);
    const noDownloads = { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
    return new Machine({ PULUMI_HOME: home, PATH, ...(downloads ? {} : noDownloads) });
  }

  /** Runs a command to its end; answers what it printed. */
  async run(command: string, ...args: string[]): Promise<string> {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...this.env };
    const { problem, output } = await run(command, args, { env });
    if (problem) throw new Error(`${output}${problem}`);
    return output;
  }

  /** A program in YAML finds the plugin: its BucketConfig is created, and deleted again. */
  async servesYaml(project: Project = {}): Promise<void> {
    const { emulator, stack } = await this.#stack(project);
    const made = await stack.up();
    expect(made.ok, made.text).toBe(true);
    expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toEqual([SAMPLES.hmac.nickname]);
    expect(await stack.outputs()).toEqual({ uri: SAMPLES.hmac.uri });
    const gone = await stack.destroy();
    expect(gone.ok, gone.text).toBe(true);
    expect(emulator.buckets("acme")).toEqual([]);
  }

  /** A program in YAML is told that there is no plugin. */
  async servesNoYaml(): Promise<void> {
    const { stack } = await this.#stack({});
    const refused = await stack.up();
    expect(refused.ok).toBe(false);
    expect(refused.text).toContain("no resource plugin 'pulumi-resource-arraylake' found");
  }

  async #stack({ plugins, options }: Project) {
    const emulator = await emulatorForTest();
    const resources = { era5: { type: "arraylake:BucketConfig", properties: SAMPLES.hmac, options } };
    const program = { name: "test", runtime: "yaml", plugins, resources, outputs: { uri: `\${era5.uri}` } };
    const env = { ARRAYLAKE_TOKEN: emulator.token, ...this.env };
    return { emulator, stack: await TestStack.create({ emulator, env, files: { "Pulumi.yaml": stringify(program) } }) };
  }
}
