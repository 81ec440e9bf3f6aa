import { delimiter } from 'node:path'
import { Flags, type Interfaces } from '@oclif/core'
import type { ResolvedRevision, RevisionContext } from '../revision/context.ts'
import { resolveRevision } from '../revision/resolve.ts'
import { isoTime } from '../store/iso-time.ts'
import { clockMs } from '../store/recorded-time.ts'
import type { Cause } from '../store/refs.ts'
import { Store } from '../store/store.ts'
import { shellText } from './command-line.ts'
import { EsCommand } from './es-command.ts'
import { countFlag } from './flags.ts'
import { locateStore } from './locate-store.ts'
import { session } from './session.ts'

/** The base of every command that works on a store. */
export abstract class StoreCommand extends EsCommand {
  static override baseFlags: Interfaces.FlagInput = {
    ...EsCommand.baseFlags,
    store: Flags.string({
      summary: 'the store; ES_DIR, or the nearest one above, when left out',
      helpValue: 'DIR',
      helpGroup: 'GLOBAL',
    }),
    wait: countFlag({
      summary: 'how long a writer waits for its turn; 30 seconds when left out',
      helpValue: 'SECONDS',
      helpGroup: 'GLOBAL',
    }),
  }

  #waitSeconds: number | undefined
  #store: Store | undefined
  #storeOption: string | undefined

  /**
   * Opens the store, runs `body`, closes the store, whatever happens. Print inside: lazy results read while they are
   * printed. A command that writes finishes its writing though nobody reads what it says.
   */
  protected async withStore<T>(
    options: { readOnly: boolean },
    body: (store: Store) => T | Promise<T>,
  ): Promise<T> {
    if (!options.readOnly) this.out.ignoresClosing = true
    const store = Store.open(this.storeDirectory(), {
      ...options,
      ...this.opening,
      ambient: this.ambient,
    })
    this.#store = store
    try {
      return await body(store)
    } finally {
      await store.close()
    }
  }

  /** How a command opens a store, or anything of it: it waits as long as it was told, and never without an end. */
  protected get opening(): Opening {
    return {
      waitMs: this.#waitSeconds === undefined ? undefined : this.#waitSeconds * 1000,
      isBounded: true,
      safeDirectories: safeDirectories(),
    }
  }

  /** The `.es` folder that is meant, for what must look at it before it is opened as a store. */
  protected storeDirectory(): string {
    return locateStore(this.#storeOption, session.env)
  }

  /**
   * What revisions are looked up in.
   * @param at `--at`: the revision that HEAD stands for.
   */
  protected context(store: Store, at?: string): RevisionContext {
    const context: RevisionContext = {
      log: store.branch(store.refs.head.branch),
      refs: store.refs,
      nowMs: this.ambient.nowMs(),
      script: !this.terminal.isTerminal,
    }
    return at === undefined ? context : { ...context, at: this.#resolved(at, context) }
  }

  /** Resolves a revision; says on stderr what a time was understood as, and what a person should know besides. */
  protected resolve(store: Store, revision: string, at?: string): ResolvedRevision {
    return this.#resolved(revision, this.context(store, at))
  }

  #resolved(text: string, context: RevisionContext): ResolvedRevision {
    const resolved = resolveRevision(text, context)
    for (const warning of resolved.warnings) this.warning(warning)
    const { position, resolvedTimeMs } = resolved
    if (resolvedTimeMs !== undefined && !this.wantsJson) {
      const isTimeItself = context.log.positionAt(resolvedTimeMs) === position
      const how = isTimeItself ? 'the last event up to' : 'reckoned from'
      this.message(`'${text}' is ${position}, ${how} ${isoTime(resolvedTimeMs)}`)
    }
    return resolved
  }

  /** Who asked for a change and how, for the op log. */
  protected cause(actor: string | undefined): Cause {
    return {
      actor: actor ?? (session.env.ES_ACTOR || undefined),
      command: shellText(['es', this.id ?? '', ...this.typed]),
      timeMs: clockMs(this.ambient),
    }
  }

  protected override tipPosition(): number {
    return this.#store?.log.tip.position ?? 0
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(input?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(input, argv)
    const { store, wait } = parsed.flags as { store?: string; wait?: number }
    this.#storeOption = store
    this.#waitSeconds = wait
    return parsed
  }
}

interface Opening {
  readonly waitMs: number | undefined
  readonly isBounded: true
  readonly safeDirectories: readonly string[]
}

/** Folders that are used whoever owns them: `ES_SAFE_DIRECTORY`, a list as `PATH` is one. */
export function safeDirectories(): string[] {
  return (session.env.ES_SAFE_DIRECTORY ?? '').split(delimiter).filter((folder) => folder !== '')
}
