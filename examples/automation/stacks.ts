import { readdirSync } from "node:fs";
import { UsageError } from "./options.ts";

/** The stacks: one for each Pulumi.STACK.yaml of the folder. @throws UsageError where none has a wanted name */
export function listStacks(folder: string, only: readonly string[]): string[] {
  const all = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const wanted = only.map(pattern);
  const found = all.filter((name) => only.length === 0 || wanted.some((regExp) => regExp.test(name)));
  if (found.length > 0) return found.toSorted();
  const which = only.length === 0 ? "There is no Pulumi.STACK.yaml" : `No stack is named ${only.join(" or ")}`;
  throw new UsageError(`${which}. The stacks are: ${all.toSorted().join(", ") || "none"}.`);
}

function pattern(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
