import { isDeepStrictEqual } from "node:util";
import { isSecretAuthField, requiredAuthFieldsOf } from "../model/auth-methods";
import { PLACEHOLDER } from "../model/secrets";
import { isRecord, type Values } from "../model/values";

/** What `pulumi import` is told as an id: one of the provider's organisation, or `org/id`. */
export function importTarget(id: string): { readonly id: string; readonly org?: string } {
  const [, org, own] = /^([^/]+)\/(.+)$/.exec(id) ?? [];
  return org === undefined || own === undefined ? { id } : { org, id: own };
}

/** The resources that this process imported, of which Pulumi then checks what it was told itself. */
export class Imports {
  readonly #inputs = new Map<string, Values>();
  readonly #unchecked = new Set<string>();

  /**
   * The inputs from which Pulumi writes the program. No secret is in them, since it prints them: in the place of each that has
   * to be given stands what the next check refuses.
   */
  note(urn: string, inputs: Values, hidden: readonly string[] = []): Values {
    const { authConfig } = inputs;
    const shown = isRecord(authConfig) ? { ...inputs, authConfig: withoutSecrets(authConfig, hidden) } : inputs;
    this.#inputs.set(urn, shown);
    return shown;
  }

  /** Whether a check is that of the import itself. */
  isOwnCheck(urn: string, olds: Values, news: Values): boolean {
    const shown = this.#inputs.get(urn);
    const isOwn = shown !== undefined && isDeepStrictEqual(olds, news) && isDeepStrictEqual(news, shown);
    if (isOwn) this.#unchecked.add(urn);
    else this.#unchecked.delete(urn);
    return isOwn;
  }

  /**
   * Whether the last check of a resource looked like an import's own, and was none: after that, nobody asks for a diff. A program
   * with the option `import` may hold what an import showed, word for word.
   */
  wasSpared(urn: string): boolean {
    return this.#unchecked.delete(urn);
  }
}

function withoutSecrets(authConfig: Values, hidden: readonly string[]): Values {
  const needed = [...requiredAuthFieldsOf(authConfig.method), ...Object.keys(authConfig), ...hidden];
  const secrets = needed.filter(isSecretAuthField).map((field) => [field, PLACEHOLDER]);
  return { ...authConfig, ...Object.fromEntries(secrets) };
}
