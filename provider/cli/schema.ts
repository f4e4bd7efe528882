import type { Command } from "commander";
import { stackConfigJsonSchema } from "../stack/json-schema";

/** Adds `schema`: what an editor needs to help with a stack's config file. */
export function registerSchema(program: Command): void {
  program
    .command("schema")
    .description("print the JSON Schema of a declarative stack's config file, for editors")
    .addHelpText(
      "after",
      "\nSave it beside Pulumi.STACK.yaml, as arraylake.schema.json, and let that file begin with:\n" +
        "  # yaml-language-server: $schema=arraylake.schema.json",
    )
    .action(() => void process.stdout.write(`${JSON.stringify(stackConfigJsonSchema(), null, 2)}\n`));
}
