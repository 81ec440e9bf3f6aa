import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { Child } from './children.ts'
import type { Compacted } from './compacting-child.ts'
import { type Started, start } from './killable.ts'
import type { Random } from './random.ts'

const modes = ['writer', 'writer', 'opener', 'opener', 'reader'] as const
const longest_stop_ms = 150
const tries_before_rest = 100
const most_tries = 1_000

export interface CampaignFigures {
  compactions: number
  restores: number
  stops: number
  /** Lines of the children by their first word. */
  readonly said: Record<string, number>
  /** `position id` of appends that were acknowledged and are in none of the files that were the store's. */
  readonly lost: string[]
  readonly faults: string[]
  /** Events that reached a file after it was no longer the store's, more than can have been under way. */
  late: number
}

/**
 * Writers, openers and a reader of one store, stopped and continued at random, while its file is compacted or its folder
 * is replaced by a backup. All are stopped for a moment when a folder is replaced, wherever they are: what it holds then is
 * what may have been acknowledged in it.
 */
export class StallCampaign {
  readonly #home: string
  readonly #directory: string
  readonly #random: Random
  readonly #children: Started[]
  readonly #compactor: Child<object, Compacted>
  readonly #known = new Set<string>()
  readonly #lines: string[] = []
  readonly #figures: CampaignFigures = {
    compactions: 0,
    restores: 0,
    stops: 0,
    said: {},
    lost: [],
    faults: [],
    late: 0,
  }
  #isStopping = true

  constructor(home: string, programs: { campaign: string; compacting: string }, random: Random) {
    this.#home = home
    this.#directory = Store.init(home).directory
    this.#random = random
    this.#children = modes.map((mode) => start([programs.campaign, this.#directory, mode, restMark(home)]))
    this.#compactor = new Child(programs.compacting, [this.#directory])
    for (const { child } of this.#children) {
      let rest = ''
      child.stdout?.on('data', (chunk) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() as string
        this.#lines.push(...lines)
      })
    }
  }

  async run(rounds: number): Promise<CampaignFigures> {
    const stops = [...this.#pids, this.#compactor.pid as number].map((pid) => this.#stopAtRandom(pid))
    try {
      this.#backUp()
      for (let round = 0; round < rounds && this.#areAlive; round++) {
        await sleep(this.#random.below(60))
        if (round % 2 === 0) await this.#compact()
        else await this.#restore()
        if (round % 10 === 5) await this.#whileAllStand(() => this.#backUp())
      }
    } finally {
      this.#isStopping = false
      await Promise.all(stops)
      for (const { child } of this.#children) child.kill('SIGKILL')
      await Promise.all(this.#children.map(({ text }) => text))
      this.#compactor.kill()
    }
    return this.#judge()
  }

  get #pids(): number[] {
    return this.#children.map(({ child }) => child.pid as number)
  }

  get #areAlive(): boolean {
    return this.#children.every(({ child }) => child.exitCode === null)
  }

  async #stopAtRandom(pid: number): Promise<void> {
    while (this.#isStopping) {
      await sleep(this.#random.below(100))
      signal(pid, 'SIGSTOP')
      this.#figures.stops++
      await sleep(this.#random.below(this.#random.below(longest_stop_ms) + 1))
      signal(pid, 'SIGCONT')
    }
  }

  /**
   * On a busy machine a moment in which nobody has the store open may never come by itself: after many refusals the
   * children are told to rest, which they do once they have closed it.
   */
  async #compact(): Promise<void> {
    const rest = restMark(this.#home)
    for (let tries = 0; tries < most_tries && this.#areAlive; tries++) {
      if (tries === tries_before_rest) writeFileSync(rest, '')
      const { refused, message } = await this.#compactor.ask({})
      if (refused === undefined) {
        this.#figures.compactions++
        break
      }
      if (refused !== 'STORE_BUSY') this.#figures.faults.push(`compact: ${refused}`)
      if (tries === most_tries - 1) this.#figures.faults.push(`compact: ${message}: ${this.#holders()}`)
      await sleep(this.#random.below(10))
    }
    rmSync(rest, { force: true })
  }

  /** Who has the store's files open, for the fault that says that nobody could compact them. */
  #holders(): string {
    const held = [...this.#children.entries()].map(([at, { child }]) => {
      const paths = openPaths(child.pid as number).filter((path) => path.includes('.mdb'))
      return `${modes[at]} ${child.signalCode ?? child.exitCode ?? 'runs'}: ${paths.join(' ')}`
    })
    return held.join('; ')
  }

  /** No compaction is under way then: the compactor has answered. */
  async #restore(): Promise<void> {
    const former = join(this.#home, 'former')
    await this.#whileAllStand(() => {
      this.#readFormer(former)
      renameSync(this.#directory, former)
      this.#formerTip = this.#remember(former)
      cpSync(join(this.#home, 'backup'), this.#directory, { recursive: true })
    })
    this.#figures.restores++
  }

  #formerTip: number | undefined

  /** The last former folder: those that were in the middle of a commit have come to its end by now. */
  #readFormer(former: string): void {
    if (this.#formerTip !== undefined)
      this.#figures.late += Math.max(0, eventsOf(former, this.#home).length - this.#formerTip - modes.length)
    rmSync(former, { recursive: true, force: true })
  }

  /** Answers with the number of events. */
  #remember(directory: string): number {
    const events = eventsOf(directory, this.#home)
    for (const line of events) this.#known.add(line)
    return events.length
  }

  #backUp(): void {
    const backup = join(this.#home, 'backup')
    rmSync(backup, { recursive: true, force: true })
    mkdirSync(backup, { mode: 0o700 })
    cpSync(join(this.#directory, 'data.mdb'), join(backup, 'data.mdb'))
  }

  async #whileAllStand(body: () => void): Promise<void> {
    for (;;) {
      for (const pid of this.#pids) signal(pid, 'SIGSTOP')
      if (this.#pids.every(isStopped)) break
      await sleep(1)
    }
    // Nothing else of this process runs until it is done.
    body()
    for (const pid of this.#pids) signal(pid, 'SIGCONT')
  }

  #judge(): CampaignFigures {
    this.#remember(this.#directory)
    for (const line of this.#lines) {
      const [word = '', ...rest] = line.split(' ')
      const kind = word === 'refused' ? `${word} ${rest[0]}` : word
      this.#figures.said[kind] = (this.#figures.said[kind] ?? 0) + 1
      if (word === 'fault') this.#figures.faults.push(line)
      if (word === 'acknowledged' && !this.#known.has(rest.join(' '))) this.#figures.lost.push(rest.join(' '))
    }
    return this.#figures
  }
}

/** While there is such a file the children do not open the store. */
function restMark(home: string): string {
  return join(home, 'rest')
}

/** `position id` of all events, read in a copy: a process that is stopped may have the lock file to itself. */
function eventsOf(directory: string, home: string): string[] {
  const copy = join(home, 'copy')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { mode: 0o700 })
  cpSync(join(directory, 'data.mdb'), join(copy, 'data.mdb'))
  const store = Store.open(copy, { readOnly: true, ambient: systemAmbient })
  const events = [...store.log.read()].map(({ position, id }) => `${position} ${id}`)
  void store.close()
  return events
}

function openPaths(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`))
  } catch {
    return []
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended.
  }
}

/** Of the states in /proc, `T` is stopped and `Z` has ended. */
export function isStopped(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [TZ] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}
