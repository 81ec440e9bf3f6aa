// Goal: what git's users know by heart gives what they expect. Method: the same random history in a store and, one
// event a commit, in a real git repository; both are asked the same random questions, and must give the same events.
// MIRROR_SEED repeats a run.
import { execFileSync, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { makeTag } from '../../src/revision/make-tag.ts'
import { Store } from '../../src/store/store.ts'
import { Random } from '../crash/random.ts'
import { gitRepository } from '../support/git.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const first_seed = Number(process.env.MIRROR_SEED ?? Math.floor(Math.random() * 1_000_000))
const questions_per_history = 20

const types = ['OrderPlaced', 'LineAdded', 'OrderPaid', 'OrderPaused']
const words = ['tea', 'kettle', 'a cup', 'tea pot', 'paid late', 'teapot']
const patterns = [
  'tea',
  'tea ?pot',
  'a (cup|pot)',
  'Order(Paid|Placed)',
  'pa[iu]',
  'order-1',
  'l.te',
  'nowhere',
  'TEA',
  'order(PAID|placed)',
]
const literals = ['tea', 'Tea', 'a (cup|pot)', 'pot', 'late', 'l.te']

interface MirroredEvent {
  readonly stream: string
  readonly type: string
  readonly message: string
  readonly timeSeconds: number
}

interface MirroredTag {
  readonly name: string
  readonly position: number
  readonly taggedSeconds: number
}

/** The same words for both, but for what each calls an event. */
interface Question {
  readonly es: readonly string[]
  readonly git: readonly string[]
}

class Mirror {
  readonly root = gitRepository()
  readonly events: readonly MirroredEvent[]
  readonly tags: readonly MirroredTag[]
  /** By position; of 0 there is no commit. */
  readonly commits: readonly string[]
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(seed)
    this.events = this.#randomEvents()
    this.tags = this.#randomTags()
    execFileSync('git', ['fast-import', '--quiet'], { cwd: this.root, input: this.#importStream() })
    const listed = this.#git(['rev-list', '--reverse', 'main'])
    this.commits = ['', ...listed]
  }

  async fillStore(): Promise<void> {
    const { directory } = Store.init(this.root)
    let nowMs = 0
    const store = Store.open(directory, {
      readOnly: false,
      ambient: {
        nowMs: () => nowMs,
        newId: (timeMs) => `${timeMs}-${this.#random.next()}`,
        newSalt: () => '0'.repeat(32),
      },
    })
    for (const { stream, type, message, timeSeconds } of this.events) {
      nowMs = timeSeconds * 1000
      store.log.append({ events: [{ stream, type, json: 'null', metaJson: JSON.stringify({ message }) }] })
    }
    for (const { name, position, taggedSeconds } of this.tags) {
      const cause = { actor: undefined, command: 'es tag', timeMs: taggedSeconds * 1000 }
      const request = { name, position, message: undefined, models: [], force: false, cause }
      store.commit(() => makeTag(store.log, store.refs, request))
    }
    await store.close()
  }

  /** Positions, in the order in which `es` printed them. */
  esAnswer(asked: readonly string[]): string[] {
    const ran = spawnSync(process.execPath, [bin, ...asked], { cwd: this.root, encoding: 'utf8' })
    return ran.status === 0 ? lines(ran.stdout) : [`exit ${ran.status}`]
  }

  /** The same of git: its commits are turned into positions. */
  gitAnswer(asked: readonly string[]): string[] {
    return this.#git(asked).map((line) =>
      this.commits.includes(line) ? String(this.commits.indexOf(line)) : line,
    )
  }

  question(): Question {
    return this.#random.weighted<() => Question>([
      [6, () => this.#log()],
      [2, () => this.#count()],
      [1, () => this.#contains()],
      [1, () => this.#pointsAt()],
      [2, () => this.#describe()],
    ])()
  }

  #log(): Question {
    const { es, git } = this.#selection()
    const order = this.#random.next() < 0.3 ? ['--reverse'] : []
    const limit = this.#random.next() < 0.5 ? ['-n', String(this.#random.below(this.events.length + 2))] : []
    const both = [...order, ...limit, ...this.#skip()]
    return { es: ['log', '--format', '%p', ...both, ...es], git: ['log', '--format=%H', ...both, ...git] }
  }

  #count(): Question {
    const { es, git } = this.#selection()
    const skip = this.#skip()
    return { es: ['log', '--count', ...skip, ...es], git: ['rev-list', '--count', ...skip, ...git] }
  }

  #skip(): string[] {
    return this.#random.next() < 0.2 ? ['--skip', String(this.#random.below(this.events.length + 2))] : []
  }

  #contains(): Question {
    const { es, git } = this.#revision()
    return { es: ['tag', '--contains', es], git: ['tag', '--contains', git] }
  }

  #pointsAt(): Question {
    const { es, git } = this.#revision()
    // For git an annotated tag is an object of its own, at which no other tag points.
    return { es: ['tag', '--points-at', es], git: ['tag', '--points-at', `${git}^{commit}`] }
  }

  #describe(): Question {
    const { es, git } = this.#revision()
    return { es: ['describe', es], git: ['describe', git] }
  }

  /** A range and filters. */
  #selection(): Question {
    const { es, git } = this.#range()
    const asked = { es: [...es], git: [...git] }
    const both = (...more: string[]) => {
      asked.es.push(...more)
      asked.git.push(...more)
    }
    if (this.#random.next() < 0.3) both('--since', this.#time())
    if (this.#random.next() < 0.3) both('--until', this.#time())
    if (this.#random.next() < 0.4) {
      const isLiteral = this.#random.next() < 0.4
      const all = isLiteral ? literals : patterns
      const count = 1 + this.#random.below(2)
      for (let index = 0; index < count; index++) both('--grep', this.#one(all))
      asked.es.push(...(isLiteral ? ['-F'] : []))
      asked.git.push(isLiteral ? '-F' : '-E')
      if (this.#random.next() < 0.3) both('-i')
    }
    return asked
  }

  #range(): Question {
    const [from, to] = [this.#revision(), this.#revision()]
    return this.#random.weighted<Question>([
      [2, { es: [], git: ['HEAD'] }],
      [2, { es: [to.es], git: [to.git] }],
      [3, { es: [`${from.es}..${to.es}`], git: [`${from.git}..${to.git}`] }],
      [1, { es: [`${from.es}..`], git: [`${from.git}..`] }],
      [1, { es: [`..${to.es}`], git: [`..${to.git}`] }],
    ])
  }

  /** A name, and steps back from it that stay in the history. */
  #revision(): { es: string; git: string } {
    const tag = this.#one(this.tags)
    const position = 1 + this.#random.below(this.events.length)
    const all = [
      { es: 'HEAD', git: 'HEAD', at: this.events.length },
      { es: 'main', git: 'main', at: this.events.length },
      { es: tag.name, git: tag.name, at: tag.position },
      { es: String(position), git: this.commits[position]!, at: position },
    ]
    const { es, git, at } = this.#one(all)
    const back = this.#random.next() < 0.5 ? 0 : this.#random.below(at)
    const steps = this.#one([`~${back}`, back <= 4 ? '^'.repeat(back) : `^~${back - 1}`])
    return { es: es + steps, git: git + steps }
  }

  /** At, just before or just after an event. */
  #time(): string {
    const { timeSeconds } = this.#one(this.events)
    return new Date((timeSeconds + this.#random.below(3) - 1) * 1000).toISOString().replace('.000Z', 'Z')
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)]!
  }

  #randomEvents(): MirroredEvent[] {
    let timeSeconds = Date.UTC(2026, 0, 1) / 1000
    return Array.from({ length: 20 + this.#random.below(80) }, () => {
      timeSeconds += this.#random.below(2) * this.#random.below(5000)
      const stream = `order-${this.#random.below(4)}`
      return { stream, type: this.#one(types), message: this.#one(words), timeSeconds }
    })
  }

  /** Some of them at one position. */
  #randomTags(): MirroredTag[] {
    return Array.from({ length: 1 + this.#random.below(6) }, (_, index) => ({
      name: this.#one(['v', 'release-', 'before/']) + index,
      position: 1 + this.#random.below(this.#random.next() < 0.3 ? 3 : this.events.length),
      taggedSeconds: Date.UTC(2027, 0, 1 + index) / 1000,
    }))
  }

  #importStream(): string {
    const who = (seconds: number) => `Ann <ann@example.com> ${seconds} +0000`
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
    const commits = this.events.map(({ stream, type, message, timeSeconds }, index) => {
      const text = `${type}\n\n${stream}\n${message}\n`
      return `commit refs/heads/main\nmark :${index + 1}\ncommitter ${who(timeSeconds)}\n${data(text)}`
    })
    const tags = this.tags.map(({ name, position, taggedSeconds }) => {
      return `tag ${name}\nfrom :${position}\ntagger ${who(taggedSeconds)}\n${data('a tag')}`
    })
    return [...commits, ...tags].join('')
  }

  #git(asked: readonly string[]): string[] {
    const ran = spawnSync('git', asked, { cwd: this.root, encoding: 'utf8' })
    // What es calls not found is fatal to git.
    return ran.status === 0 ? lines(ran.stdout).map(withoutHash) : ['exit 3']
  }
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1)
}

/** `v1-3-g0123abc` of git is `v1+3`. */
function withoutHash(line: string): string {
  return line.replace(/-(\d+)-g[0-9a-f]{7,}$/, '+$1')
}

test.for([0, 1, 2])('a random history (%s) answers as git does', { timeout: 300_000 }, async (index) => {
  const seed = first_seed + index
  const mirror = new Mirror(seed)
  await mirror.fillStore()

  for (let count = 0; count < questions_per_history; count++) {
    const { es, git } = mirror.question()
    const asked = `MIRROR_SEED=${seed}: es ${es.join(' ')} · git ${git.join(' ')}`
    expect({ asked, answer: mirror.esAnswer(es) }).toEqual({ asked, answer: mirror.gitAnswer(git) })
  }
})
