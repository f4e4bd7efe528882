import { Refusal } from "./refusal";

/** One entry of a 422's list, as FastAPI words it. */
export interface Problem {
  loc: (string | number)[];
  msg: string;
  type: string;
  input?: unknown;
}

/** Collects everything that is wrong with a request, so that one answer tells it all. */
export class Problems {
  readonly list: Problem[] = [];

  /** @param echoInput whether the answer repeats the refused value, secrets included, as FastAPI does by default */
  constructor(private readonly echoInput = false) {}

  /** Gives back what a reader does that has nothing else to give. */
  add(loc: (string | number)[], msg: string, type = "value_error", input?: unknown): undefined {
    const text = type === "value_error" ? `Value error, ${msg}` : msg;
    this.list.push({ loc, msg: text, type, ...(this.echoInput ? { input } : {}) });
  }

  missing(loc: (string | number)[]): void {
    this.add(loc, "Field required", "missing");
  }

  throwIfAny(): void {
    if (this.list.length > 0) throw new Refusal(422, this.list);
  }
}

/** The request's body as a JSON object, whatever its content type says: the official client sends none. */
export function jsonObject(text: string, problems: Problems): Record<string, unknown> {
  const value = parsed(text);
  if (!isRecord(value)) problems.add(["body"], "Input should be a valid dictionary", "model_attributes_type", value);
  problems.throwIfAny();
  return value as Record<string, unknown>;
}

/** The JSON of a body, or its text where it is none; undefined where there is none. */
export function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields that are not null. */
export function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
