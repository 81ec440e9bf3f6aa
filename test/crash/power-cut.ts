import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckAnswer, CheckRequest } from './check-child.ts'
import { Child, ChildEndedError, removeFolder } from './children.ts'
import { SimulatedDisk } from './disk-image.ts'
import { Random } from './random.ts'
import type { Recording } from './record.ts'
import type { Acknowledged, Step } from './recording.ts'

type Checker = Child<CheckRequest, CheckAnswer>

export interface CampaignOptions {
  readonly images: number
  readonly seed: number
  /** The program that checks. */
  readonly program: string
  /** For the images; made and removed. */
  readonly folder: string
  /** Images that are found bad are kept here. */
  readonly keepIn?: string
}

/** An image that broke a promise. `image` and the seed make it again. */
export interface BadImage {
  readonly image: number
  readonly step: number
  readonly task: string
  readonly problem: string
}

/** Cuts the power at random moments of a recording, and looks at what is left each time. */
export async function powerCuts(recording: Recording, options: CampaignOptions): Promise<BadImage[]> {
  const random = new Random(options.seed)
  const { steps } = recording
  const first = steps.findIndex(({ kind }) => kind === 'acknowledged') + 1
  const cuts = Array.from({ length: options.images }, () => first + random.below(steps.length - first + 1))
  const disk = new SimulatedDisk(steps)
  const checkers = new Checkers(options.program, recording.truthFile)
  const bad: BadImage[] = []
  for (const [image, step] of cuts.sort((left, right) => left - right).entries()) {
    disk.advance(step)
    const directory = join(options.folder, '.es')
    writeImage(directory, disk.cut(random), lockFileFor(random, recording))
    const task = random.weighted([
      [5, 'read-write'],
      [3, 'read-only'],
      [2, 'held'],
    ] as const)
    const problem = await checkers.check(
      directory,
      task,
      acknowledgedBefore(steps, step),
      random.below(2 ** 31),
    )
    if (problem !== undefined) {
      bad.push({ image, step, task, problem })
      if (options.keepIn !== undefined) keep(directory, join(options.keepIn, `image-${image}`))
    }
    removeFolder(options.folder)
  }
  await checkers.end()
  return bad
}

function writeImage(directory: string, data: Buffer, lock: Buffer | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, 'data.mdb'), data, { mode: 0o600 })
  if (lock !== undefined) writeFileSync(join(directory, 'lock.mdb'), lock, { mode: 0o600 })
}

/** The lock file of the life before, an empty one, or none. */
function lockFileFor(random: Random, recording: Recording): Buffer | undefined {
  return random.weighted([
    [2, recording.lockFile],
    [1, Buffer.alloc(recording.lockFile.length)],
    [1, undefined],
  ])
}

function acknowledgedBefore(steps: readonly Step[], end: number): Acknowledged {
  const last = steps.slice(0, end).findLast((step) => step.kind === 'acknowledged')
  return last?.kind === 'acknowledged' ? last.done : { tip: 0, tags: 0 }
}

function keep(directory: string, target: string): void {
  mkdirSync(target, { recursive: true })
  copyFileSync(join(directory, 'data.mdb'), join(target, 'data.mdb'))
}

/** Two children that check, one after the other's death replaced by a new one. */
class Checkers {
  readonly #start: () => Checker
  #writer: Checker
  #holder: Checker

  constructor(program: string, truthFile: string) {
    this.#start = () => new Child<CheckRequest, CheckAnswer>(program, [truthFile])
    this.#writer = this.#start()
    this.#holder = this.#start()
  }

  async check(
    directory: string,
    task: 'read-write' | 'read-only' | 'held',
    least: Acknowledged,
    seed: number,
  ): Promise<string | undefined> {
    const request = { directory, least, seed }
    if (task !== 'held') return this.#askWriter({ ...request, task })
    return (
      (await this.#askHolder({ ...request, task: 'hold' })) ??
      (await this.#askWriter({ ...request, task: 'read-write' })) ??
      (await this.#askHolder({ ...request, task: 'release' }))
    )
  }

  async #askWriter(request: CheckRequest): Promise<string | undefined> {
    const { answer, alive } = await ask(this.#writer, request)
    if (!alive) this.#writer = this.#start()
    return answer
  }

  async #askHolder(request: CheckRequest): Promise<string | undefined> {
    const { answer, alive } = await ask(this.#holder, request)
    if (!alive) this.#holder = this.#start()
    return answer
  }

  async end(): Promise<void> {
    for (const checker of [this.#writer, this.#holder]) {
      checker.kill()
      await checker.end()
    }
  }
}

async function ask(
  checker: Checker,
  request: CheckRequest,
): Promise<{ answer: string | undefined; alive: boolean }> {
  try {
    return { answer: (await checker.ask(request)).problem, alive: true }
  } catch (error) {
    if (!(error instanceof ChildEndedError)) throw error
    return { answer: error.message, alive: false }
  }
}
