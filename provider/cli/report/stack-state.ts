import { type ExecFileException, execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { BUCKET_CONFIG_TYPE, DEFAULT_BUCKET_CONFIG_TYPE } from "../../dynamic/type";
import { FIELD_NAMES } from "../../model/fields";
import { type NormalForm, stateForm } from "../../model/normal-form";
import { UNKNOWN } from "../../model/unknown";
import { oneLine } from "../../one-line";
import { CommandError } from "../command-error";
import type { DeclaredBucketConfig, DeclaredDefault, StackState } from "./model";

const run = promisify(execFile);

/** The key by which Pulumi marks a value that is not plain JSON, such as an encrypted secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const stateResource = z.looseObject({
  type: z.string(),
  urn: z.string(),
  id: z.string().optional(),
  /** It waits for its deletion. */
  delete: z.boolean().optional(),
  /** It is only read, as by `BucketConfig.get`. */
  external: z.boolean().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

const stackExport = z.looseObject({
  deployment: z.looseObject({ resources: z.array(stateResource).nullish() }).nullish(),
});

/** What the state of a stack says, its secrets left encrypted. */
export async function readStackState(stack: string, folder: string): Promise<StackState> {
  if (stack.trim() === "") throw new CommandError("--stack must not be empty: `pulumi stack ls` names the stacks.");
  if (!(await isFolder(folder))) throw new CommandError(`--cwd must be a folder, and '${folder}' is none.`);
  const command = ["stack", "export", `--stack=${stack}`, "--non-interactive", "--color=never"];
  const { stdout } = await run("pulumi", command, { cwd: folder, maxBuffer: Number.POSITIVE_INFINITY }).catch(
    (error: ExecFileException) => {
      throw exportFailed(stack, folder, error);
    },
  );
  return stackState(stack, stdout);
}

/** What the text of `pulumi stack export` says. */
export function stackState(stack: string, text: string): StackState {
  const resources = resourcesIn(stack, text).filter((each) => each.delete !== true && each.external !== true);
  return {
    stack,
    bucketConfigs: resources
      .filter(({ type }) => type === BUCKET_CONFIG_TYPE)
      .flatMap((each): DeclaredBucketConfig[] =>
        each.id ? [{ stack, resource: nameIn(each.urn), id: each.id, form: formOf(each.outputs ?? {}) }] : [],
      ),
    defaults: resources
      .filter(({ type }) => type === DEFAULT_BUCKET_CONFIG_TYPE)
      .flatMap(({ urn, outputs: { org, bucketConfigId: id } = {} }): DeclaredDefault[] =>
        typeof org === "string" && typeof id === "string" ? [{ stack, resource: nameIn(urn), org, id }] : [],
      ),
  };
}

function resourcesIn(stack: string, text: string) {
  try {
    return stackExport.parse(JSON.parse(text)).deployment?.resources ?? [];
  } catch {
    // Without the cause: it may quote the state.
    throw new CommandError(
      `Can't read the state of stack '${stack}': \`pulumi stack export\` printed something else than a stack's export. ` +
        "Run it by hand; a newer Pulumi CLI may need a newer pulumi-arraylake.",
    );
  }
}

function formOf(outputs: Readonly<Record<string, unknown>>): NormalForm {
  const entries = FIELD_NAMES.map((field) => [field, readable(outputs[field])]);
  return stateForm(Object.fromEntries(entries) as NormalForm);
}

/** A value with everything that can't be compared, an encrypted secret above all, made unknown. */
function readable(value: unknown): unknown {
  if (value === undefined) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}

function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function exportFailed(stack: string, folder: string, error: ExecFileException): Error {
  const wayOut = "Or leave out --stack, for a report on the organisation alone.";
  if (error.code === "ENOENT") {
    return new CommandError(
      `Can't read the state of stack '${stack}': there is no \`pulumi\` on PATH. Install the Pulumi CLI (https://www.pulumi.com/docs/install/). ${wayOut}`,
    );
  }
  const words = oneLine(error.stderr ?? "")
    .replace(/^error: /, "")
    .trim()
    .replace(/\.$/, "");
  return new CommandError(
    `Can't read the state of stack '${stack}': \`pulumi stack export\` in '${folder}' failed: ${words || error.message}. ` +
      `Check --stack (\`pulumi stack ls\` names the stacks), --cwd (the project's folder) and \`pulumi whoami\`. ${wayOut}`,
  );
}
