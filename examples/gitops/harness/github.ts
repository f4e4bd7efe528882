import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { fileOf, INSTALL, type JobEnd, type Pipelines } from "./job";
import { EXAMPLE, type Repository, temporary } from "./repository";
import { type Ended, shell } from "./shell";

interface Step {
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}

interface Workflow {
  jobs: Record<string, { environment: string; steps: Step[] }>;
}

/** What the event and the settings of the repository at GitHub say. */
export interface Event {
  fork?: boolean;
  refresh?: boolean;
}

export interface GitHubJobEnd extends JobEnd {
  /** Of each step that has an id, in GitHub's words. */
  outcomes: Record<string, string>;
}

const DONE: Ended = { code: 0, text: "" };

/** A job of one of the workflows, its `run` steps run as they stand there. */
class WorkflowJob {
  readonly #repository: Repository;
  readonly #environment: string;
  readonly #steps: Step[];
  readonly #folder: string;
  readonly #artifacts: string;
  readonly #event: Event;
  readonly #outcomes: Record<string, string> = {};
  #code = 0;

  constructor(repository: Repository, workflow: string, job: string, event: Event, artifacts = temporary()) {
    const { jobs } = parse(readFileSync(join(EXAMPLE, ".github/workflows", workflow), "utf8")) as Workflow;
    const found = jobs[job];
    if (!found) throw new Error(`${workflow} has no job '${job}'.`);
    this.#repository = repository;
    this.#environment = found.environment;
    this.#steps = found.steps;
    this.#folder = repository.checkout();
    this.#artifacts = artifacts;
    this.#event = event;
  }

  async run(): Promise<GitHubJobEnd> {
    const log: string[] = [];
    for (const step of this.#steps) {
      const wanted = this.#isWanted(step.if);
      const { code, text } = wanted ? await this.#runStep(step) : DONE;
      if (step.id) this.#outcomes[step.id] = wanted ? (code === 0 ? "success" : "failure") : "skipped";
      this.#code ||= code;
      log.push(text);
    }
    return { code: this.#code, text: log.join(""), folder: this.#folder, outcomes: this.#outcomes };
  }

  #isWanted(condition: string | undefined): boolean {
    if (condition === undefined) return this.#code === 0;
    if (condition === "github.event.pull_request.head.repo.full_name != github.repository")
      return this.#code === 0 && this.#event.fork === true;
    const [, id] = /^\$\{\{ !cancelled\(\) && steps\.(\w+)\.outcome != 'skipped' \}\}$/.exec(condition) ?? [];
    if (id === undefined) throw new Error(`The test doesn't know the condition '${condition}'.`);
    return this.#outcomes[id] !== "skipped";
  }

  async #runStep(step: Step): Promise<Ended> {
    if (step.uses !== undefined) this.#use(step.uses, step.with ?? {});
    if (step.run === undefined || step.run === INSTALL) return DONE;
    return shell(step.run, { cwd: this.#folder, env: this.#env(step) });
  }

  #use(action: string, input: Record<string, string>): void {
    const artifact = join(this.#artifacts, input.name ?? "");
    switch (action.split("@")[0]) {
      case "actions/upload-artifact":
        mkdirSync(artifact);
        cpSync(join(this.#folder, input.path as string), join(artifact, input.path as string));
        break;
      case "actions/download-artifact":
        cpSync(artifact, this.#folder, { recursive: true });
        break;
      case "actions/checkout":
      case "actions/setup-node":
      case "pulumi/actions":
        break;
      default:
        throw new Error(`The test doesn't know the action ${action}.`);
    }
  }

  #env(step: Step): NodeJS.ProcessEnv {
    const { machine } = this.#repository;
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, this.#filledIn(value)]);
    return {
      ...machine,
      PATH: [standInForGh(), machine.PATH].join(delimiter),
      GITHUB_REPOSITORY: "acme/storage",
      GITHUB_STEP_SUMMARY: join(this.#folder, "summary.md"),
      GH_CALLS: join(this.#folder, "gh.txt"),
      ...Object.fromEntries(own),
    };
  }

  /** A step sees the secrets that it names, and no others. */
  #filledIn(value: string): string {
    const { ARRAYLAKE_TOKEN, PULUMI_CONFIG_PASSPHRASE } = this.#repository.secrets(this.#environment);
    const known: Record<string, string> = {
      "secrets.ARRAYLAKE_TOKEN": ARRAYLAKE_TOKEN,
      "secrets.PULUMI_ACCESS_TOKEN": "",
      "secrets.PULUMI_CONFIG_PASSPHRASE": PULUMI_CONFIG_PASSPHRASE,
      "github.token": "a token for comments",
      "github.event.pull_request.number": "7",
      "inputs.refresh == true": String(this.#event.refresh === true),
      ...Object.fromEntries(Object.entries(this.#outcomes).map(([id, outcome]) => [`steps.${id}.outcome`, outcome])),
    };
    return value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const found = known[expression];
      if (found === undefined) throw new Error(`The test doesn't know the expression '${expression}'.`);
      return found;
    });
  }
}

/** GitHub's CLI can't be asked without GitHub: this notes what it was asked. */
function standInForGh(): string {
  const folder = temporary();
  writeFileSync(join(folder, "gh"), '#!/bin/sh\necho "$*" >> "$GH_CALLS"\n', { mode: 0o755 });
  return folder;
}

export function runJob(
  repository: Repository,
  workflow: string,
  job: string,
  event: Event = {},
): Promise<GitHubJobEnd> {
  return new WorkflowJob(repository, workflow, job, event).run();
}

export function github(repository: Repository): Pipelines {
  let artifacts: string;
  return {
    preview: () => runJob(repository, "preview.yml", "preview"),
    shown: (preview) => fileOf(preview, "comment.md"),
    report: (drift) => fileOf(drift, "summary.md"),
    plan(refresh = false) {
      artifacts = temporary();
      return new WorkflowJob(repository, "deploy.yml", "plan", { refresh }, artifacts).run();
    },
    up: (_, refresh = false) => new WorkflowJob(repository, "deploy.yml", "up", { refresh }, artifacts).run(),
    drift: () => runJob(repository, "drift.yml", "drift"),
  };
}
