import type { IsoTime } from './iso-time.ts'

/** What a name's history is asked of: `HEAD`, or a name as it was written. */
export type Ref =
  | { readonly kind: 'head' }
  /** A tag or a branch, whichever there is. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'branch'; readonly name: string }

/** A time as it stands in a revision. Words are understood only when they are resolved, since they need the clock. */
export type Moment =
  | { readonly kind: 'iso'; readonly ms: IsoTime['ms']; readonly dayOnly: boolean }
  | { readonly kind: 'words'; readonly words: string }

export type Base =
  | Ref
  | { readonly kind: 'root' }
  /** From 1; `0` is the root. */
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'stream'; readonly stream: string; readonly version: number }
  | { readonly kind: 'id'; readonly id: string }
  /** `2026-01-31`, `@{yesterday}`, `main@{yesterday}`; on HEAD's branch when `ref` is undefined. */
  | { readonly kind: 'time'; readonly ref: Ref | undefined; readonly moment: Moment }
  /** `v1@{2}`: what the ref pointed to that many changes ago. */
  | { readonly kind: 'change'; readonly ref: Ref; readonly back: number }
  /** `@{-1}`: what was checked out before, from 1. */
  | { readonly kind: 'checkout'; readonly back: number }
  /** `:/text` */
  | { readonly kind: 'search'; readonly text: string }

/** A revision: a base, then steps from left to right, negative ones back (`~3`, `^`), others forward (`+3`). */
export interface Revision {
  readonly base: Base
  readonly steps: readonly number[]
}
