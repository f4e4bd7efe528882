import { AUTH_FIELDS, EXTRA_CONFIG_WORDS, settingOf } from "./fields";
import { type Problem, pathText } from "./problems";
import { asRecord, type Loose } from "./rules";
import type { ExtraConfigFieldName } from "./schema";
import { cutOuterWhitespace, hasHalves, isPrintable, isSlipOf } from "./text";
import { isUnknown } from "./unknown";

const PRINTABLE_RULE = "must be of printable characters only";

/**
 * The rules on single values that came after version 0.1.0. The service takes what breaks them, so a config from before may
 * stand with it: problemsWhereStanding passes it there.
 */
export function valueProblems(input: Loose): Problem[] {
  const locations = ["uri", "prefix"].map((field) => [[field], locationProblem(input[field])] as const);
  const settings = Object.entries(asRecord(input.extraConfig)).map(
    ([key, value]) => [["extraConfig", key], settingProblem(key, value)] as const,
  );
  const auth = Object.entries(asRecord(input.authConfig)).map(
    ([field, value]) => [["authConfig", field], authProblem(field, value)] as const,
  );
  return [...locations, ...settings, ...auth].flatMap(([path, message]) =>
    message ? [{ path: pathText(path), message, younger: true as const }] : [],
  );
}

function locationProblem(value: unknown): string | undefined {
  return typeof value === "string" && !isPrintable(cutOuterWhitespace(value)) ? PRINTABLE_RULE : undefined;
}

function authProblem(field: string, value: unknown): string | undefined {
  if (field === "durationSeconds") {
    return typeof value === "number" && value < 1 ? "must be a whole number of seconds above 0" : undefined;
  }
  if (!Object.hasOwn(AUTH_FIELDS, field) || typeof value !== "string") return undefined;
  if (cutOuterWhitespace(value) === "") return "must not be empty";
  if (isPrintable(value) && cutOuterWhitespace(value) === value) return undefined;
  return `${PRINTABLE_RULE}, without blanks or line ends around them`;
}

/** What is wrong with the value of a known key; it is a text, true or false. */
const SETTING_RULES: Readonly<Record<ExtraConfigFieldName, (value: unknown) => string | undefined>> = {
  regionName: (value) => {
    if (typeof value !== "string") return "must be a string";
    return isPrintable(value) && /^\S+$/.test(value) ? undefined : "must be the name of a region, without blanks";
  },
  endpointUrl: (value) => {
    if (typeof value !== "string") return "must be a string";
    return isEndpoint(value) ? undefined : "must be an http:// or https:// URL, without a user name or password";
  },
  useSsl: flag,
  forcePathStyle: flag,
};

function flag(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "must be true or false, without quotes";
}

function isEndpoint(text: string): boolean {
  return /^https?:\/\/[^\s/?#@\\]+([/?#]\S*)?$/i.test(text) && isPrintable(text) && URL.canParse(text);
}

function settingProblem(key: string, value: unknown): string | undefined {
  if (isUnknown(value)) return undefined;
  const field = settingOf(key);
  if (field) return SETTING_RULES[field](value);
  if (cutOuterWhitespace(key) === "") return "is a setting without a name: name it, or remove it";
  if (!isPrintable(key)) return "is a setting whose name must be of printable characters only";
  const meant = Object.entries(EXTRA_CONFIG_WORDS).find(([, words]) => words.some((word) => isSlipOf(key, word)));
  if (meant) return `is not a known field: did you mean '${meant[0]}'?`;
  if (typeof value === "string") return hasHalves(value) ? "must be whole text: it holds half a character" : undefined;
  return typeof value === "boolean" ? undefined : "must be a string, true or false";
}
