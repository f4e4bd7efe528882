import { type ExecFileException, execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import * as z from "zod";
import { oneLine } from "../../one-line";
import { kindOf, nameIn } from "../../type-tokens";
import { CommandError } from "../command";
import { formOf } from "../state-form";
import type { StackState } from "./model";

const run = promisify(execFile);

const stateResource = z.looseObject({
  type: z.string(),
  urn: z.string(),
  id: z.string().optional(),
  /** It waits for its deletion. */
  delete: z.boolean().optional(),
  /** It is only read, as by `BucketConfig.get`. */
  external: z.boolean().optional(),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const stackExport = z.looseObject({
  deployment: z.looseObject({ resources: z.array(stateResource).nullish() }).nullish(),
});

/** What the state of a stack says, its secrets left encrypted. */
export async function readStackState(stack: string, folder: string): Promise<StackState> {
  if (stack.trim() === "") throw new CommandError("--stack must not be empty: `pulumi stack ls` names the stacks.");
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new CommandError(`--cwd must be a folder, and '${folder}' is none.`);
  const command = ["stack", "export", `--stack=${stack}`, "--non-interactive", "--color=never"];
  const { stdout } = await run("pulumi", command, { cwd: folder, maxBuffer: Number.POSITIVE_INFINITY }).catch(
    (error: ExecFileException) => {
      throw unreadable(
        stack,
        `${exportFailure(folder, error)} Or leave out --stack, for a report on the organisation alone.`,
      );
    },
  );
  return stackState(stack, stdout);
}

function unreadable(stack: string, why: string): CommandError {
  return new CommandError(`Can't read the state of stack '${stack}': ${why}`);
}

function exportFailure(folder: string, { code, stderr, message }: ExecFileException): string {
  if (code === "ENOENT")
    return "there is no `pulumi` on PATH. Install the Pulumi CLI (https://www.pulumi.com/docs/install/).";
  const words = oneLine(stderr ?? "").replaceAll(/^error: |\.$/g, "");
  return (
    `\`pulumi stack export\` in '${folder}' failed: ${words || message}. ` +
    "Check --stack (`pulumi stack ls` names the stacks), --cwd (the project's folder) and `pulumi whoami`."
  );
}

/** What the text of `pulumi stack export` says. */
export function stackState(stack: string, text: string): StackState {
  const resources = resourcesIn(stack, text)
    .filter((each) => each.delete !== true && each.external !== true)
    .map((each) => ({ ...each, place: { stack, resource: nameIn(each.urn) } }));
  return {
    stack,
    bucketConfigs: resources.flatMap(({ type, place, id, outputs }) =>
      kindOf(type) === "bucketConfig" && id ? { ...place, id, form: formOf(outputs) } : [],
    ),
    defaults: resources.flatMap(({ type, place, outputs: { org, bucketConfigId: id } }) =>
      kindOf(type) === "defaultBucketConfig" && typeof org === "string" && typeof id === "string"
        ? { ...place, org, id }
        : [],
    ),
  };
}

function resourcesIn(stack: string, text: string) {
  try {
    return stackExport.parse(JSON.parse(text)).deployment?.resources ?? [];
  } catch {
    // Without the cause: it may quote the state.
    throw unreadable(
      stack,
      "`pulumi stack export` printed something else than a stack's export. Run it by hand; a newer Pulumi CLI may need a newer pulumi-arraylake.",
    );
  }
}
