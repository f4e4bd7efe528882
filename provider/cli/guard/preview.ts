import * as z from "zod";
import type { NormalForm } from "../../model/normal-form";
import { secretTexts } from "../../model/secrets";
import { kindOf, nameIn, typeIn } from "../../type-tokens";
import { CommandError } from "../command";
import { BLINDED, formOf } from "../state-form";

/** A BucketConfig that a run like the preview would delete, by itself or as the first half of a replacement. */
export interface Going {
  /** The resource's name. */
  readonly resource: string;
  readonly id: string;
  readonly before: NormalForm;
  /** Why it would be replaced, and by what; undefined where it would only be deleted. */
  readonly replacement?: { readonly after: NormalForm; readonly fields: readonly string[] };
}

/** What would be an organisation's default. */
interface Mark {
  readonly org: unknown;
  readonly id: unknown;
}

/** What a preview says, as far as it concerns what would go. */
export interface Preview {
  readonly going: readonly Going[];
  /** The ids that resources of the program have all the same. */
  readonly staying: ReadonlySet<string>;
  /** BucketConfigs that are to be taken over where they stand. */
  readonly adopted: readonly NormalForm[];
  readonly marks: readonly Mark[];
  /** Why it failed, if it did. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** What must not be shown, should it stand in the preview in clear. */
  readonly secrets: readonly string[];
}

const values = z.record(z.string(), z.unknown()).nullish();
const state = z.looseObject({
  id: z.string().nullish(),
  /** It is only read, as by `BucketConfig.get`. */
  external: z.boolean().nullish(),
  retainOnDelete: z.boolean().nullish(),
  inputs: values,
  outputs: values,
});
const reasons = z.array(z.string()).nullish();
const message = z.looseObject({ message: z.string(), prefix: z.string().nullish(), severity: z.string() });

/** What `pulumi preview --json` prints. */
const digest = z
  .looseObject({
    steps: z
      .array(
        z.looseObject({
          op: z.string(),
          urn: z.string(),
          oldState: state.nullish(),
          newState: state.nullish(),
          replaceReasons: reasons,
        }),
      )
      .nullish(),
    diagnostics: z.array(message).nullish(),
  })
  .refine((value) => ["config", "steps", "diagnostics", "changeSummary"].some((key) => key in value));

/** The engine's events, one a line: what the Automation API gives, and `pulumi preview --json` with PULUMI_ENABLE_STREAMING_JSON_PREVIEW. */
const event = z.looseObject({
  sequence: z.number(),
  resourcePreEvent: z
    .looseObject({
      metadata: z.looseObject({
        op: z.string(),
        urn: z.string(),
        old: state.nullish(),
        new: state.nullish(),
        keys: reasons,
      }),
    })
    .nullish(),
  diagnosticEvent: message.nullish(),
  summaryEvent: z.unknown().optional(),
});

type State = z.infer<typeof state>;

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly old: State | undefined;
  readonly new: State | undefined;
  readonly fields: readonly string[];
}

/** Reads what `pulumi preview --json` printed, or `pulumi destroy --preview-only --json`. @throws where it is something else */
export function readPreview(text: string): Preview {
  const { steps, messages, isWhole } = read(text);
  if (!isWhole && !messages.some(({ severity }) => severity === "error")) throw new CommandError(CUT_SHORT);
  const ours = steps.filter(({ urn }) => kindOf(typeIn(urn)) === "bucketConfig");
  const lasting = lastingIn(ours);
  const marks = steps.filter((step) => kindOf(typeIn(step.urn)) === "defaultBucketConfig" && step.new);
  const saying = (severity: string) => messages.filter((one) => one.severity.startsWith(severity));
  return {
    going: goingIn(ours),
    staying: new Set(lasting.flatMap((step) => step.new?.id || [])),
    adopted: lasting.flatMap((step) => (step.new?.inputs?.adopt === true ? formOf(step.new.inputs) : [])),
    marks: marks.map((step) => ({ org: step.new?.inputs?.org, id: step.new?.inputs?.bucketConfigId })),
    errors: saying("error").map(wordsOf),
    warnings: saying("warning").map(wordsOf),
    secrets: ours.flatMap(({ old, new: next }) =>
      [old?.inputs, old?.outputs, next?.inputs, next?.outputs]
        .flatMap((values) => secretTexts(values ?? {}))
        .filter((text) => text !== BLINDED),
    ),
  };
}

/**
 * What leaves a resource with the id that it has. A refresh only read it, and what it found may be deleted all the same; a look-up
 * by its id owns nothing.
 */
function lastingIn(steps: readonly Step[]): Step[] {
  const key = (urn: string, state: State | undefined) => `${urn} ${state?.id}`;
  const going = new Set(steps.filter(({ op }) => GOING.has(op)).map(({ urn, old }) => key(urn, old)));
  return steps.filter(
    ({ op, urn, new: next }) =>
      !GOING.has(op) && op !== "refresh" && next && !next.external && !going.has(key(urn, next)),
  );
}

/** What deletes: a deletion for a replacement's sake is shown by itself in events alone. */
const GOING = new Set(["replace", "delete", "delete-replaced"]);

function goingIn(steps: readonly Step[]): Going[] {
  const found = steps.filter(({ op, old }) => GOING.has(op) && old?.id && !old.external && !old.retainOnDelete);
  const byId = Map.groupBy(found, (step) => step.old?.id ?? "");
  return Array.from(byId, ([id, all]) => {
    const step = all.find(({ op }) => op === "replace") ?? (all[0] as Step);
    const isReplaced = step.op === "replace" && step.new?.inputs;
    return {
      resource: nameIn(step.urn),
      id,
      before: formOf(step.old?.outputs ?? {}),
      ...(isReplaced && { replacement: { after: formOf(isReplaced), fields: step.fields } }),
    };
  });
}

interface Read {
  readonly steps: Step[];
  readonly messages: z.infer<typeof message>[];
  /** Whether it came to its end. */
  readonly isWhole: boolean;
}

function read(text: string): Read {
  const whole = digest.safeParse(jsonOf(text)).data;
  if (whole) {
    const steps = whole.steps?.map((step) => ({
      op: step.op,
      urn: step.urn,
      old: step.oldState ?? undefined,
      new: step.newState ?? undefined,
      fields: step.replaceReasons ?? [],
    }));
    return { steps: steps ?? [], messages: whole.diagnostics ?? [], isWhole: "changeSummary" in whole || !!steps };
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const events = lines.map((line) => event.safeParse(jsonOf(line)).data);
  if (events.length === 0 || events.includes(undefined)) throw new CommandError(strange(text));
  return {
    steps: events.flatMap((one) => {
      const { metadata } = one?.resourcePreEvent ?? {};
      if (!metadata) return [];
      const { op, urn, keys } = metadata;
      return { op, urn, old: metadata.old ?? undefined, new: metadata.new ?? undefined, fields: keys ?? [] };
    }),
    messages: events.flatMap((one) => one?.diagnosticEvent ?? []),
    isWhole: events.some((one) => one?.summaryEvent),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CUT_SHORT =
  "The preview ended before it told what it would do, so nobody can tell what it would delete. Its own message, on standard error, says why.";

/** Nothing of the text is quoted: it may hold anything. */
function strange(text: string): string {
  const wanted = "Give it what `pulumi preview --json` prints, or `pulumi destroy --preview-only --json`";
  const json = jsonOf(text);
  const has = (key: string) => typeof json === "object" && json !== null && key in json;
  if (text.trim() === "")
    return `There is no preview to look at: the input is empty. ${wanted}; if that printed nothing, its own message says why.`;
  if (has("resourcePlans") || has("plan"))
    return `This is an update plan, which names what is deleted, but neither its id nor its location. ${wanted}: one command can write both, \`pulumi preview --json --save-plan FILE\`.`;
  if (has("resources") && has("result"))
    return `This is the summary that \`--output json\` prints, which has no id in it. ${wanted}.`;
  return `This is no preview that can be read. ${wanted}; a newer Pulumi CLI may need a newer pulumi-arraylake.`;
}

function wordsOf({ message: text, prefix }: z.infer<typeof message>): string {
  return `${prefix ?? ""}${text}`;
}
