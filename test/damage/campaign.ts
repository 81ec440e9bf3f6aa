import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomFrom } from '../support/damage.ts'
import { type Form, forms } from './command-forms.ts'
import { CommandRunner } from './command-runner.ts'
import { type Image, imagesOf } from './images.ts'
import { type Outcome, Place } from './place.ts'
import { type Expected, verdictOn } from './verdict.ts'
import { makeWorkedStore } from './worked-store.ts'

export interface CampaignOptions {
  /** An empty folder. */
  readonly folder: string
  /** `many-commands`, built. */
  readonly program: string
  /** Events of the store. */
  readonly count: number
  readonly seed: number
  /** Told of each answer that is neither right nor 6, and of how far it is every 50 images. */
  readonly onNews?: (text: string) => void
}

/** What was asked of how many images, and what came of it: `right`, `damaged`, or anything else, by kind of damage. */
export interface Tally {
  images: number
  readonly verdicts: Map<string, Map<string, number>>
  readonly wrong: string[]
}

interface Worker {
  readonly place: Place
  readonly runner: CommandRunner
}

/** The places in which the images of one store are looked at, one image a place at a time. */
export class Campaign {
  readonly #draw: () => Image
  readonly #workers: readonly Worker[]
  readonly #onNews: (text: string) => void
  readonly #expected = new Map<Form, Expected>()
  readonly tally: Tally = { images: 0, verdicts: new Map(), wrong: [] }

  private constructor(draw: () => Image, workers: readonly Worker[], onNews: (text: string) => void) {
    this.#draw = draw
    this.#workers = workers
    this.#onNews = onNews
  }

  static async of(options: CampaignOptions, workers: number): Promise<Campaign> {
    const { folder, program, count, seed, onNews = () => undefined } = options
    const whole = join(folder, 'whole')
    mkdirSync(whole, { recursive: true })
    await makeWorkedStore(whole, count)
    const draw = imagesOf(join(whole, '.es', 'data.mdb'), randomFrom(seed))
    const campaign = new Campaign(
      draw,
      Array.from({ length: workers }, (_, index) => ({
        place: new Place(whole, join(folder, `place-${index}`)),
        runner: new CommandRunner(program, join(folder, `home-${index}`)),
      })),
      onNews,
    )
    await campaign.#askWhole()
    return campaign
  }

  /** The answers to the file as it is; those of a process of its own, for some, and of one for many must be equal. */
  async #askWhole(): Promise<void> {
    const { place, runner } = this.#workers[0]!
    const filesBefore = (await place.outcome({ words: ['info'], writes: true }, runner)).files
    for (const [index, form] of forms.entries()) {
      const right = await place.outcome(form, runner)
      const isSame =
        index % 10 > 0 || verdictOn(await place.outcome(form), form, { right, filesBefore }) === 'right'
      if (![0, 1].includes(right.status as number) || !isSame)
        throw new Error(`es ${form.words.join(' ')}: ${right.status} ${right.stderr}`)
      this.#expected.set(form, { right, filesBefore })
    }
  }

  /**
   * Looks at images until there were enough, or `isOver`.
   * @param chosen the forms for an image, by its number
   */
  async run(
    images: number,
    chosen: (number: number) => readonly Form[],
    isOver = () => false,
  ): Promise<void> {
    const work = async (worker: Worker): Promise<void> => {
      while (this.tally.images < images && !isOver()) {
        const number = this.tally.images++
        await this.#look(worker, number, chosen(number))
        if (number % 50 === 49) this.#onNews(`${number + 1} images, ${this.tally.wrong.length} wrong answers`)
      }
    }
    await Promise.all(this.#workers.map(work))
  }

  async #look({ place, runner }: Worker, number: number, chosen: readonly Form[]): Promise<void> {
    const image = this.#draw()
    place.lay(image.bytes)
    const found = new Map<string, string>()
    for (const form of chosen) {
      // Every 40th in a process of its own, so that a difference between the two ways would show.
      const isAlone = (number + found.size) % 40 === 0
      const verdict = await this.#verdict(form, place, isAlone ? undefined : runner)
      found.set(form.words.join(' '), verdict)
      this.#count(image, form, verdict)
    }
    this.#compareWithFsck(image, found)
  }

  async #verdict(form: Form, place: Place, runner: CommandRunner | undefined): Promise<string> {
    const ask = async (by: CommandRunner | undefined): Promise<string> => {
      const outcome: Outcome = await place.outcome(form, by)
      return verdictOn(outcome, form, this.#expected.get(form)!)
    }
    const verdict = await ask(runner)
    if (isFine(verdict) || runner === undefined) return verdict
    const alone = await ask(undefined)
    return alone === verdict ? verdict : `${verdict}; in a process of its own: ${alone}`
  }

  /** A file that the check finds whole is whole for every command. */
  #compareWithFsck(image: Image, found: ReadonlyMap<string, string>): void {
    if (found.get('fsck') !== 'right') return
    for (const [words, verdict] of found)
      if (verdict === 'damaged') this.#note(`${image.what}: es ${words}: 6, but fsck finds nothing`)
  }

  #count({ kind, what }: Image, form: Form, verdict: string): void {
    const of = this.tally.verdicts.get(kind) ?? new Map<string, number>()
    this.tally.verdicts.set(kind, of)
    const name = isFine(verdict) ? verdict : (verdict.split(':')[0] as string)
    of.set(name, (of.get(name) ?? 0) + 1)
    if (!isFine(verdict)) this.#note(`${what}: es ${form.words.join(' ')}: ${verdict}`)
  }

  #note(wrong: string): void {
    this.tally.wrong.push(wrong)
    this.#onNews(wrong)
  }

  async end(): Promise<void> {
    for (const { runner } of this.#workers) await runner.end()
  }
}

function isFine(verdict: string): boolean {
  return verdict === 'right' || verdict === 'damaged'
}
