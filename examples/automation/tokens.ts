/** Each organisation's token. */
export class Tokens {
  readonly #byVariable = new Map<string, string>();

  /** Takes the tokens out of the environment, so that the processes of a stack inherit no other organisation's. */
  constructor(env: NodeJS.ProcessEnv) {
    for (const [variable, token] of Object.entries(env)) {
      if (!variable.startsWith("ARRAYLAKE_TOKEN") || !token) continue;
      this.#byVariable.set(variable, token);
      delete env[variable];
    }
  }

  /** @throws if the environment had none for it */
  of(org: string): string {
    const variable = `ARRAYLAKE_TOKEN_${org.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
    const token = this.#byVariable.get(variable);
    if (token !== undefined) return token;
    throw new Error(`There is no token for organisation '${org}': set the environment variable ${variable}.`);
  }
}
