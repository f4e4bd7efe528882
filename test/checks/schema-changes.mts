// What breaks the programs of users when the package's schema becomes another one.

import { isDeepStrictEqual } from "node:util";

type Property = Readonly<Record<string, unknown>>;

interface ObjectSpec {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

interface ResourceSpec extends ObjectSpec {
  readonly inputProperties?: Readonly<Record<string, Property>>;
  readonly requiredInputs?: readonly string[];
  readonly aliases?: readonly { readonly type?: string; readonly name?: string }[];
}

interface FunctionSpec {
  readonly inputs?: ObjectSpec;
  readonly outputs?: ObjectSpec;
}

interface TypeSpec extends ObjectSpec {
  readonly type?: string;
  readonly enum?: readonly { readonly value: unknown }[];
}

/** What is compared of a schema. Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ */
export interface Schema {
  readonly config?: { readonly variables?: Readonly<Record<string, Property>>; readonly required?: readonly string[] };
  readonly provider?: ResourceSpec;
  readonly resources?: Readonly<Record<string, ResourceSpec>>;
  readonly functions?: Readonly<Record<string, FunctionSpec>>;
  readonly types?: Readonly<Record<string, TypeSpec>>;
}

/** Who gives a value: the program, or the provider. */
type Direction = "input" | "output";

/** What is said of a property, and doesn't change which values it takes. */
const WORDS = ["description", "deprecationMessage", "secret", "default", "defaultInfo", "replaceOnChanges", "language"];

/** Whether a version may break what worked with a release: a higher major one may, and below 1.0 a higher minor one. */
export function mayBreak(version: string, release: string): boolean {
  const [[major = 0, minor = 0], [oldMajor = 0, oldMinor = 0]] = [numbersOf(version), numbersOf(release)];
  return major > oldMajor || (major === 0 && oldMajor === 0 && minor > oldMinor);
}

function numbersOf(version: string): number[] {
  return version.split(/[.-]/, 3).map(Number);
}

/** @returns a line for each change that breaks programs */
export function breakingChanges(before: Schema, after: Schema): string[] {
  const uses = usesOfTypes(before);
  return [
    ...eachIn("resource", before.resources, after.resources, resourceChanges),
    ...eachIn("function", before.functions, after.functions, functionChanges),
    ...eachIn("type", before.types, after.types, (old, now, token) => typeChanges(old, now, uses(token))),
    ...resourceChanges(before.provider ?? {}, after.provider ?? {}).map((change) => `provider: ${change}`),
    ...objectChanges(configOf(before), configOf(after), "input").map((change) => `config: ${change}`),
  ];
}

function eachIn<Spec>(
  kind: string,
  before: Readonly<Record<string, Spec>> = {},
  after: Readonly<Record<string, Spec>> = {},
  changes: (old: Spec, now: Spec, token: string) => string[],
): string[] {
  return Object.entries(before).flatMap(([token, old]) => {
    const now = after[token];
    if (now === undefined) return [`${kind} ${token} is gone`];
    return changes(old, now, token).map((change) => `${kind} ${token}: ${change}`);
  });
}

function resourceChanges(old: ResourceSpec, now: ResourceSpec): string[] {
  const aliases = (old.aliases ?? []).filter((alias) => !contains(now.aliases, alias));
  return [
    ...objectChanges(inputsOf(old), inputsOf(now), "input"),
    ...objectChanges(old, now, "output"),
    ...aliases.map(({ type, name }) => `the alias ${type ?? name} is gone`),
  ];
}

function inputsOf({ inputProperties = {}, requiredInputs = [] }: ResourceSpec): ObjectSpec {
  return { properties: inputProperties, required: requiredInputs };
}

function configOf({ config: { variables = {}, required = [] } = {} }: Schema): ObjectSpec {
  return { properties: variables, required };
}

function functionChanges(old: FunctionSpec, now: FunctionSpec): string[] {
  return [...objectChanges(old.inputs, now.inputs, "input"), ...objectChanges(old.outputs, now.outputs, "output")];
}

function typeChanges(old: TypeSpec, now: TypeSpec, uses: readonly Direction[]): string[] {
  const gone = (old.enum ?? []).filter(({ value }) => !now.enum?.some((each) => each.value === value));
  return [
    ...(old.type === now.type ? [] : [`it was of type ${old.type}, and is of type ${now.type}`]),
    ...gone.map(({ value }) => `the value ${value} is gone`),
    ...uses.flatMap((direction) => objectChanges(old, now, direction)),
  ];
}

function objectChanges(old: ObjectSpec = {}, now: ObjectSpec = {}, direction: Direction): string[] {
  const { properties: before = {}, required: needed = [] } = old;
  const { properties: after = {}, required: needs = [] } = now;
  const demanded = direction === "input" ? needs.filter((name) => !needed.includes(name)) : [];
  const missing = direction === "output" ? needed.filter((name) => !needs.includes(name) && name in after) : [];
  return [
    ...Object.entries(before).flatMap(([name, was]) => {
      return propertyChanges(was, after[name]).map((change) => `the ${direction} ${name} ${change}`);
    }),
    ...demanded.map((name) => `the input ${name} is required now`),
    ...missing.map((name) => `the output ${name} may be missing now`),
  ];
}

function propertyChanges(old: Property, now: Property | undefined): string[] {
  if (now === undefined) return ["is gone"];
  return [
    ...(isStillTaken(old, now) ? [] : ["is of another type"]),
    ...(old.secret && !now.secret ? ["is no secret any more"] : []),
  ];
}

/** Whether values of the old type are of the new one, too. Another alternative, beside those there were, breaks nothing. */
function isStillTaken(old: Property, now: Property): boolean {
  const { oneOf: were, discriminator: _, ...before } = typeIn(old);
  const { oneOf: are, discriminator: __, ...after } = typeIn(now);
  if (!isDeepStrictEqual(before, after)) return false;
  return Array.isArray(were) ? were.every((each) => contains(are, each)) : are === undefined;
}

/** What a property says, at any depth, without the words on it. */
function typeIn(property: Property): Property {
  return JSON.parse(JSON.stringify(property, (key, value) => (WORDS.includes(key) ? undefined : value)));
}

function contains(list: unknown, wanted: unknown): boolean {
  return Array.isArray(list) && list.some((each) => isDeepStrictEqual(each, wanted));
}

/** Who gives the values of each type, within whatever else they are. */
function usesOfTypes(schema: Schema): (token: string) => Direction[] {
  const { resources = {}, functions = {}, types = {}, provider = {} } = schema;
  const all = [provider, ...Object.values(resources)];
  const given = [configOf(schema), all.map(inputsOf), Object.values(functions).map(({ inputs }) => inputs)];
  const told = [all.map(({ properties }) => properties), Object.values(functions).map(({ outputs }) => outputs)];
  const [inputs, outputs] = [tokensIn(given, types), tokensIn(told, types)];
  return (token) => [
    ...(inputs.has(token) ? (["input"] as const) : []),
    ...(outputs.has(token) ? (["output"] as const) : []),
  ];
}

/** The types that a part of the schema names, and those that they name. */
function tokensIn(part: unknown, types: NonNullable<Schema["types"]>, found = new Set<string>()): Set<string> {
  for (const [, token = ""] of JSON.stringify(part).matchAll(/"\$ref":"#\/types\/([^"]+)"/g)) {
    const name = decodeURIComponent(token);
    if (found.has(name)) continue;
    found.add(name);
    tokensIn(types[name] ?? {}, types, found);
  }
  return found;
}
